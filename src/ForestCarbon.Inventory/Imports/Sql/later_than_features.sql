select v.code
from inventory.import_change c
join inventory.import i using (import_id)
join inventory.layer_feature v on v.layer = i.layer and v.feature_id = c.version_id
where c.import_id = @importId
  and not upper_inf(v.valid)
order by v.code
limit 20
