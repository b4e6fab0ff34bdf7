select p.layers, p.ellipsoidal_area_m2, p.area_ha, p.is_sliver
from inventory.parcel_overlay p
join inventory.parcel_version v using (parcel_version_id)
where v.parcel_id = @parcelId
  and upper_inf(v.valid)
  and (@townships::text[] is null or v.township_code = any (@townships))
order by p.layers
