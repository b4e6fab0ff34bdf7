update inventory.import
set state = 'refused', decided_by = @by, decided_at = now(), decision_reason = @reason
where import_id = @importId
  and state = 'staged'
