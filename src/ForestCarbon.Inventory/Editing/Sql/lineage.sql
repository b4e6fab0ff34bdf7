select l.on_date, p.parcel_id as parent_id, p.code as parent_code, c.parcel_id as child_id, c.code as child_code, l.ellipsoidal_area_m2
from inventory.parcel_lineage l
join inventory.parcel_version p on p.parcel_version_id = l.parent_version_id
left join inventory.parcel_version c on c.parcel_version_id = l.child_version_id
where (p.parcel_id = @parcelId or c.parcel_id = @parcelId)
  and (@townships::text[] is null or p.township_code = any (@townships) or c.township_code = any (@townships))
order by l.on_date, p.code, c.code nulls last
