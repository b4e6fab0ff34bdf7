update inventory.parcel_version v
set valid = daterange(lower(v.valid), null), closed_by = null
from inventory.import_change c
where c.import_id = @importId
  and c.change = 'changed'
  and v.parcel_version_id = c.stored_id
