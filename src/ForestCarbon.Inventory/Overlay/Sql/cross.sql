select p.layers,
       count(*) as parcels,
       sum(p.ellipsoidal_area_m2) as ellipsoidal_area_m2,
       sum(p.area_ha) as area_ha,
       count(*) filter (where p.area_ha is null) as without_registered_area,
       count(*) filter (where p.is_sliver) as slivers,
       coalesce(sum(p.ellipsoidal_area_m2) filter (where p.is_sliver), 0) as sliver_area_m2
from inventory.parcel_overlay p
join inventory.parcel_version v using (parcel_version_id)
where upper_inf(v.valid)
  and (@townships::text[] is null or v.township_code = any (@townships))
group by p.layers
order by p.layers
