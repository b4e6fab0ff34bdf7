-- Before the features that took their places are removed: what was in force until a known day has that end again.
update inventory.layer_feature v
set valid = daterange(lower(v.valid), upper(n.valid)), closed_by = null
from inventory.import_change c
join inventory.import i using (import_id)
join inventory.layer_feature n on n.layer = i.layer and n.feature_id = c.version_id
where c.import_id = @importId
  and c.change = 'changed'
  and v.layer = i.layer
  and v.feature_id = c.stored_id
