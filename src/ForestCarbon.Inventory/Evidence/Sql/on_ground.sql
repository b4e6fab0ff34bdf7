-- What every source says of a parcel's ground, up to a day: evidence, and the versions of parcels themselves. A part under a hundredth
-- of the ground and under 50 m2 is the seam of two drawings.
with ground as (
    select s.geom, st_area(s.geom) as area
    from inventory.parcel_version v
    join inventory.parcel_shape s using (parcel_version_id)
    where v.parcel_id = @parcelId
      and upper_inf(v.valid)
      and (@townships::text[] is null or v.township_code = any (@townships))
), said as (
    select l.as_of, l.source, r.code, r.land_class, st_intersection(e.geom, g.geom) as part, g.area, false as is_version
    from ground g
    join inventory.evidence_shape e on e.geom && g.geom and st_relate(e.geom, g.geom, '2********')
    join inventory.evidence_record r using (evidence_shape_id)
    join inventory.evidence_layer l using (evidence_layer_id)
    where l.as_of <= @onDay::date
    union all
    select lower(v.valid), coalesce('第 ' || i.import_id || ' 号导入（' || i.file_name || '）', '林地小班'), v.code, v.land_class, st_intersection(s.geom, g.geom), g.area, true
    from ground g
    join inventory.parcel_shape s on s.geom && g.geom and st_relate(s.geom, g.geom, '2********')
    join inventory.parcel_version v using (parcel_version_id)
    left join inventory.import i on i.import_id = v.opened_by
    where lower(v.valid) <= @onDay::date
), summed as (
    select s.as_of, s.source, s.code, s.land_class, s.is_version, sum(st_area(s.part)) / min(s.area) as share, sum(inventory.ellipsoidal_area_m2(s.part)) as m2
    from said s
    group by s.as_of, s.source, s.code, s.land_class, s.is_version
)
select s.as_of, s.source, s.code, s.land_class, coalesce(c.name_zh, s.land_class) as land_class_zh, coalesce(c.name_en, s.land_class) as land_class_en,
       s.is_version, s.share, s.m2 as ellipsoidal_area_m2
from summed s
left join inventory.code c on c.list = 'land-class' and c.code = s.land_class
where s.share >= 0.01 or s.m2 >= 50
order by s.as_of desc, s.is_version desc, s.source, s.share desc, s.code
