update inventory.import_change
set version_id = nextval(pg_get_serial_sequence('inventory.layer_feature', 'feature_id'))
where import_id = @importId
  and change in ('added', 'changed')
