-- Of the sender's townships alone: a row of another is told to be that, and nothing of what is stored there.
update inventory.import_feature f
set geom = s.geom, ellipsoidal_area_m2 = v.ellipsoidal_area_m2
from inventory.import i, inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
where f.import_id = @importId
  and i.import_id = f.import_id
  and (i.townships is null or v.township_code = any (i.townships))
  and v.code = f.code
  and upper_inf(v.valid)
