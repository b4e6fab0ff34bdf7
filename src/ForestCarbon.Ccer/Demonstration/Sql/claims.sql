select f.attributes ->> 'scheme' as scheme, f.code, f.name, lower(f.valid) as period_from, upper(f.valid) - 1 as period_to, f.geom
from inventory.layer_feature_v f
where f.layer = 'claim' and (f.attributes ->> 'demonstration')::boolean
order by f.code
