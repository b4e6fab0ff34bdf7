delete from inventory.layer_feature v
using inventory.import_change c
join inventory.import i using (import_id)
where c.import_id = @importId
  and v.layer = i.layer
  and v.feature_id = c.version_id
