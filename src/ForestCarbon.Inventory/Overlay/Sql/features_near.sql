select f.layer, f.feature_id, f.geom
from inventory.layer_feature f
where f.layer = any (@layers)
  and f.valid @> @asOf::date
  and st_dimension(f.geom) = 2
  and exists (select from inventory.parcel_shape s where s.parcel_version_id = any (@parcels) and s.geom && f.geom)
