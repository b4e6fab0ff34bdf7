with event as (
    select l.on_date, l.parent_version_id, p.code
    from inventory.parcel_lineage l
    join inventory.parcel_version p on p.parcel_version_id = l.parent_version_id
    left join inventory.parcel_version c on c.parcel_version_id = l.child_version_id
    where (@townships::text[] is null or p.township_code = any (@townships) or c.township_code = any (@townships))
      and (@words::text is null or p.code like @words or c.code like @words)
    group by l.on_date, l.parent_version_id, p.code
    order by l.on_date desc, p.code, l.parent_version_id
    limit @limit offset @offset
)
select l.on_date, l.parent_version_id, p.parcel_id as parent_id, p.code as parent_code, p.ellipsoidal_area_m2 as parent_area_m2,
       p.registered_area_ha as parent_registered_ha,
       c.parcel_id as child_id, c.code as child_code, c.ellipsoidal_area_m2 as child_area_m2, c.registered_area_ha as child_registered_ha,
       c.registered_area_inferred as child_registered_inferred, l.ellipsoidal_area_m2
from event e
join inventory.parcel_lineage l on l.parent_version_id = e.parent_version_id
join inventory.parcel_version p on p.parcel_version_id = l.parent_version_id
left join inventory.parcel_version c on c.parcel_version_id = l.child_version_id
order by l.on_date desc, p.code, l.parent_version_id, c.code nulls last
