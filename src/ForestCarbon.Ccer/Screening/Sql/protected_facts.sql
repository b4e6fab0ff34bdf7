select f.feature_id, coalesce(f.attributes ->> 'kind', '') like '%湿地%' as is_wetland
from inventory.layer_feature_v f
where f.layer = 'protected-area' and (f.valid @> @asOf::date or (f.closed_by = any ((select inventory.imports_after(@generation))::bigint[]) and lower(f.valid) <= @asOf::date))
  and (f.opened_by = any ((select inventory.imports_after(@generation))::bigint[])) is not true
