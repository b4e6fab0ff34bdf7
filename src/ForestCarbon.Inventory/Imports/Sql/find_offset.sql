-- GCJ-02 shows only by comparison (definitions.md §1): the file lies 300 to 700 m from what is stored, all of it in one direction. Four
-- ways to see that, the surest first: the same codes; the same shapes (as many points, the same area) under whatever code; the same
-- outline of the county or of a township; one shape that is the county, among others that are not. The spread tells an offset from ground
-- that really changed.
with pair as (
    select st_centroid(f.geom) as given, st_centroid(h.geom) as stored, coalesce(f.ellipsoidal_area_m2, 0) as area_m2
    from inventory.import_feature f
    join inventory.parcel_version v on v.code = f.code and upper_inf(v.valid)
    join inventory.parcel_shape h using (parcel_version_id)
    join inventory.import i on i.import_id = f.import_id and i.layer = 'forest-land'
    where f.import_id = @importId
      and st_asbinary(st_multi(f.geom)) <> st_asbinary(h.geom)
      -- a row that lies on the ground of another parcel has another number, and has moved nowhere
      and not exists (select from inventory.import_change c where c.import_id = f.import_id and c.row_no = f.row_no and c.matched_by = 'shape')
    union all
    select st_centroid(f.geom), st_centroid(v.geom), coalesce(f.ellipsoidal_area_m2, 0)
    from inventory.import_feature f
    join inventory.import i using (import_id)
    join inventory.layer_feature v on v.layer = i.layer and v.code = f.code and upper_inf(v.valid)
    where f.import_id = @importId and st_asbinary(f.geom) <> st_asbinary(v.geom)
), apart as (
    select (st_x(given) - st_x(stored)) * cos(radians(st_y(stored))) * 111320 as east_m, (st_y(given) - st_y(stored)) * 110900 as north_m, area_m2
    from pair
), by_code as (
    select count(*) as features, avg(east_m) as east_m, avg(north_m) as north_m
    from apart
    having count(*) >= 3
       -- Shapes of one size, as sample plots are, look alike wherever they lie: a handful of them may as well have been numbered anew.
       and (count(*) >= 6 or max(area_m2) > 1.02 * min(area_m2))
       and stddev_pop(east_m) < 50
       and stddev_pop(north_m) < 50
), given as materialized (
    -- All that is asked of every row, in one reading: boxes are taken once, and outlines are fetched for the few that need theirs.
    select f.row_no, f.mapped ->> 'township_code' as township, f.ellipsoidal_area_m2 as area_m2, st_area(f.geom) as area, box3d(f.geom) as bounds
    from inventory.import_feature f
    where f.import_id = @importId
      and f.source_wkb is not null
      and f.geom is not null
), sample as materialized (
    select s.row_no, s.area_m2, (select f.geom from inventory.import_feature f where f.import_id = @importId and f.row_no = s.row_no) as geom,
           (select i.layer from inventory.import i where i.import_id = @importId) as layer
    from (
        select g.row_no, g.area_m2
        from given g
        left join inventory.import_change c on c.import_id = @importId and c.row_no = g.row_no
        where g.area_m2 > 0
          and c.change is distinct from 'unchanged'
        order by g.row_no
        limit 200
    ) as s
), near as materialized (
    select s.row_no, s.area_m2, s.geom as given, h.geom as stored
    from sample s
    join inventory.parcel_shape h on h.geom && st_expand(s.geom, 0.008)
    join inventory.parcel_version v using (parcel_version_id)
    where s.layer = 'forest-land'
      and upper_inf(v.valid)
      and abs(v.ellipsoidal_area_m2 / s.area_m2 - 1) < 0.01
    union all
    select s.row_no, s.area_m2, s.geom, v.geom
    from sample s
    join inventory.layer_feature v on v.layer = s.layer and v.geom && st_expand(s.geom, 0.008)
    where upper_inf(v.valid)
      and abs(v.ellipsoidal_area_m2 / s.area_m2 - 1) < 0.01
), twin as materialized (
    -- sizes in steps of two per cent: what is drawn alike falls into one step, or into two that lie side by side
    select n.row_no, round(ln(n.area_m2::float8) * 50) as size,
           (st_x(st_centroid(n.given)) - st_x(st_centroid(n.stored))) * cos(radians(st_y(st_centroid(n.stored)))) * 111320 as east_m,
           (st_y(st_centroid(n.given)) - st_y(st_centroid(n.stored))) * 110900 as north_m
    from near n
    where st_npoints(n.given) = st_npoints(n.stored)
), voice as materialized (
    select t.row_no, t.size, t.east_m, t.north_m
    from twin t
    where sqrt(t.east_m ^ 2 + t.north_m ^ 2) between 250 and 750
      -- a row that stands where it is stored has moved nowhere
      and t.row_no not in (select w.row_no from twin w where sqrt(w.east_m ^ 2 + w.north_m ^ 2) < 50)
), by_shape as (
    select count(distinct b.row_no) as features, avg(b.east_m) as east_m, avg(b.north_m) as north_m
    from voice a
    join voice b on abs(a.east_m - b.east_m) < 50 and abs(a.north_m - b.north_m) < 50
    group by a.row_no, a.east_m, a.north_m
    -- shapes of one size tell nothing here, however many they are
    having count(distinct b.row_no) >= 3
       and count(distinct b.size) >= 3
       and count(distinct b.row_no) >= 0.6 * (select count(*) from sample)
    order by 1 desc, 2, 3
    limit 1
), outline as (
    select 'county' as place, st_extent(c.geom) as box from inventory.county c
    union all
    select t.township_code, st_extent(t.geom) from inventory.township t group by t.township_code
), extent as (
    select case when grouping(g.township) = 1 then 'county' else g.township end as place, count(*) as features,
           min(st_xmin(g.bounds)) as west, max(st_xmax(g.bounds)) as east, min(st_ymin(g.bounds)) as south, max(st_ymax(g.bounds)) as north
    from given g
    group by grouping sets ((), (g.township))
), sides as (
    select place, e.features, cos(radians(st_ymin(o.box))) * 111320 * (e.west - st_xmin(o.box)) as west_m,
           cos(radians(st_ymin(o.box))) * 111320 * (e.east - st_xmax(o.box)) as east_m,
           110900 * (e.south - st_ymin(o.box)) as south_m, 110900 * (e.north - st_ymax(o.box)) as north_m
    from extent e
    join outline o using (place)
), by_outline as (
    select max(features) as features, avg((west_m + east_m) / 2) as east_m, avg((south_m + north_m) / 2) as north_m
    from sides
    where abs(west_m - east_m) < 50
      and abs(south_m - north_m) < 50
    having (bool_or(place = 'county') or sum(features) >= 0.6 * (select features from extent where place = 'county'))
       and stddev_pop((west_m + east_m) / 2) < 50
       and stddev_pop((south_m + north_m) / 2) < 50
), county as materialized (
    select st_area(u.geom) as area, st_x(st_centroid(u.geom)) as x, st_y(st_centroid(u.geom)) as y, st_extent(u.geom) as box, cos(radians(st_y(st_centroid(u.geom)))) * 111320 as east
    from (select st_union(c.geom) as geom from inventory.county c) u
    group by u.geom
), whole as materialized (
    select st_x(w.middle) as x, st_y(w.middle) as y, w.bounds
    from (
        select g.bounds, (select st_centroid(f.geom) from inventory.import_feature f where f.import_id = @importId and f.row_no = g.row_no) as middle
        from given g
        join county c on g.area between 0.97 * c.area and 1.03 * c.area
    ) as w
), by_county as (
    -- A county drawn with fewer points keeps its area and its middle, and its four sides to some hundred metres.
    select 1::bigint as features, c.east * (w.x - c.x) as east_m, 110900 * (w.y - c.y) as north_m
    from whole w
    cross join county c
    where abs(c.east * (st_xmin(w.bounds) - st_xmin(c.box) - w.x + c.x)) < 150
      and abs(c.east * (st_xmax(w.bounds) - st_xmax(c.box) - w.x + c.x)) < 150
      and abs(110900 * (st_ymin(w.bounds) - st_ymin(c.box) - w.y + c.y)) < 150
      and abs(110900 * (st_ymax(w.bounds) - st_ymax(c.box) - w.y + c.y)) < 150
    limit 1
), systematic as (
    select t.features, t.east_m, t.north_m, sqrt(t.east_m ^ 2 + t.north_m ^ 2) as shift_m
    from (
        select 1 as way, features, east_m, north_m from by_code
        union all
        select 2, features, east_m, north_m from by_shape
        union all
        select 3, features, east_m, north_m from by_outline
        union all
        select 4, features, east_m, north_m from by_county
    ) as t
    where sqrt(t.east_m ^ 2 + t.north_m ^ 2) between 300 and 700
    order by t.way
    limit 1
)
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en, size, size_unit)
select @importId, coalesce((select max(finding) from inventory.import_finding where import_id = @importId), 0) + 1, 'gcj02-offset', 'error', true,
       '与库中边界相比，' || features || ' 个图形整体偏移约 ' || round(shift_m::numeric) || ' m（东 ' || round(east_m::numeric) || '，北 ' || round(north_m::numeric)
           || '），像是 GCJ-02（火星坐标）：不能作为面积依据，不能入库，请取得 CGCS2000 原始数据。',
       features || ' features lie ' || round(shift_m::numeric) || ' m from where they are stored, all in one direction: probably GCJ-02, which is no base for areas. Ask for the data in CGCS2000.',
       shift_m, 'm'
from systematic
