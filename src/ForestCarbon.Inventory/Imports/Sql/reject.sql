update inventory.import
set state = 'refused', decided_by = @by, decided_at = now()
where import_id = @importId
  and state = 'staged'
