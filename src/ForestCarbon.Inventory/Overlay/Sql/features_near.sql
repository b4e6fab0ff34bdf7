select distinct on (f.layer, f.feature_id) f.layer, f.feature_id, f.geom
from inventory.parcel_shape s
join inventory.layer_feature f on f.geom && s.geom
where s.parcel_version_id = any (@parcels)
  and f.layer = any (@layers)
  and f.valid @> coalesce(@asOf::date, current_date)
  and st_dimension(f.geom) = 2
order by f.layer, f.feature_id
