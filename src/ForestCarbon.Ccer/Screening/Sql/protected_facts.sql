select f.feature_id, coalesce(f.attributes ->> 'kind', '') like '%湿地%' as is_wetland
from inventory.layer_feature_v f
where f.layer = 'protected-area' and f.valid @> @asOf::date
