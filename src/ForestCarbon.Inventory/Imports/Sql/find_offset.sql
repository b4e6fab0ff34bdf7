-- GCJ-02 shows only by comparison (definitions.md §1): every feature lies 300 to 700 m from where it is stored, all in one
-- direction. Five features at least; the spread tells an offset from ground that really changed.
with pair as (
    select st_centroid(f.geom) as given, st_centroid(h.geom) as stored
    from inventory.import_feature f
    join inventory.parcel_version v on v.code = f.code and upper_inf(v.valid)
    join inventory.parcel_shape h using (parcel_version_id)
    join inventory.import i on i.import_id = f.import_id and i.layer = 'forest-land'
    where f.import_id = @importId and st_asbinary(st_multi(f.geom)) <> st_asbinary(h.geom)
    union all
    select st_centroid(f.geom), st_centroid(v.geom)
    from inventory.import_feature f
    join inventory.import i using (import_id)
    join inventory.layer_feature v on v.layer = i.layer and v.code = f.code and upper_inf(v.valid)
    where f.import_id = @importId and st_asbinary(f.geom) <> st_asbinary(v.geom)
), apart as (
    select (st_x(given) - st_x(stored)) * cos(radians(st_y(stored))) * 111320 as east_m, (st_y(given) - st_y(stored)) * 110900 as north_m
    from pair
), systematic as (
    select count(*) as features, avg(east_m) as east_m, avg(north_m) as north_m, sqrt(avg(east_m) ^ 2 + avg(north_m) ^ 2) as shift_m
    from apart
    having count(*) >= 5
       and sqrt(avg(east_m) ^ 2 + avg(north_m) ^ 2) between 300 and 700
       and stddev_pop(east_m) < 50
       and stddev_pop(north_m) < 50
)
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en, size, size_unit)
select @importId, coalesce((select max(finding) from inventory.import_finding where import_id = @importId), 0) + 1, 'gcj02-offset', 'error', true,
       '与库中边界相比，' || features || ' 个图形整体偏移约 ' || round(shift_m::numeric) || ' m（东 ' || round(east_m::numeric) || '，北 ' || round(north_m::numeric)
           || '），像是 GCJ-02（火星坐标）：不能作为面积依据，不能入库，请取得 CGCS2000 原始数据。',
       features || ' features lie ' || round(shift_m::numeric) || ' m from where they are stored, all in one direction: probably GCJ-02, which is no base for areas. Ask for the data in CGCS2000.',
       shift_m, 'm'
from systematic
