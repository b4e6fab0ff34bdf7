select distinct k.key
from inventory.layer_feature f
cross join lateral jsonb_object_keys(f.attributes) as k (key)
where f.layer = @layer
  and f.valid @> @asOf::date
