-- Versions closed on a day whose shape did not simply go on, and the versions opened that day on their ground.
with closed as (
    select v.parcel_version_id, v.parcel_id, v.ellipsoidal_area_m2, s.geom
    from inventory.parcel_version v
    join inventory.parcel_shape s using (parcel_version_id)
    where upper(v.valid) = @onDate
      and not exists (select from inventory.parcel_lineage l where l.parent_version_id = v.parcel_version_id)
      and not exists (select
                      from inventory.parcel_version n
                      join inventory.parcel_shape m on m.parcel_version_id = n.parcel_version_id
                      where n.parcel_id = v.parcel_id and lower(n.valid) = @onDate 
                        -- Differences under 1 mm and the winding of rings are none (definitions.md §1).
                        and (st_asbinary(m.geom) = st_asbinary(s.geom) or inventory.is_within_a_millimetre(m.geom, s.geom)))
), opened as (
    select v.parcel_version_id, v.parcel_id, s.geom
    from closed c
    join inventory.parcel_shape s on s.geom && c.geom
    join inventory.parcel_version v on v.parcel_version_id = s.parcel_version_id and lower(v.valid) = @onDate
    group by v.parcel_version_id, v.parcel_id, s.geom
)
select c.parcel_version_id as parent_version_id, o.parcel_version_id as child_version_id, c.ellipsoidal_area_m2 as parent_area_m2,
       inventory.ellipsoidal_area_m2(st_intersection(c.geom, o.geom)) as shared_m2
from closed c
join opened o on o.geom && c.geom and st_relate(o.geom, c.geom, '2********')
order by 1, 2
