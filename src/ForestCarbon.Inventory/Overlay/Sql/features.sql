select layer, feature_id, geom
from inventory.layer_feature
where layer = any (@layers)
  and valid @> coalesce(@asOf::date, current_date)
  and st_dimension(geom) = 2
order by layer, feature_id
