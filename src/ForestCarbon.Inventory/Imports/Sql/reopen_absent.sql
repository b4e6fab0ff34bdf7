update inventory.parcel_version v
set valid = daterange(lower(v.valid), null), closed_by = null
from inventory.import_absence a
where a.import_id = @importId
  and a.is_closed
  and v.parcel_version_id = a.parcel_version_id
