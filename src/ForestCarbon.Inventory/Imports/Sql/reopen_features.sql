update inventory.layer_feature v
set valid = daterange(lower(v.valid), null), closed_by = null
from inventory.import_change c
join inventory.import i using (import_id)
where c.import_id = @importId
  and c.change = 'changed'
  and v.layer = i.layer
  and v.feature_id = c.stored_id
