update inventory.import_feature f
set geom = s.geom, ellipsoidal_area_m2 = v.ellipsoidal_area_m2
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
where f.import_id = @importId
  and v.code = f.code
  and upper_inf(v.valid)
