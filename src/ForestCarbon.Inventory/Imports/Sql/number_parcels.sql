update inventory.import_change
set parcel_id = coalesce(parcel_id, nextval(pg_get_serial_sequence('inventory.parcel', 'parcel_id'))),
    version_id = nextval(pg_get_serial_sequence('inventory.parcel_version', 'parcel_version_id'))
where import_id = @importId
  and change in ('added', 'changed')
