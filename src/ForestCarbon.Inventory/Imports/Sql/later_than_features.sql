select v.code
from inventory.import_change c
join inventory.import i using (import_id)
join inventory.layer_feature v on v.layer = i.layer and v.feature_id = c.version_id
where c.import_id = @importId
  and v.closed_by is not null
order by v.code
limit 20
