delete from inventory.parcel_version v
using inventory.import_change c
where c.import_id = @importId
  and v.parcel_version_id = c.version_id
