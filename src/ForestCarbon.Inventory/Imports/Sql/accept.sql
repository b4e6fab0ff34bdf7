update inventory.import
set state = 'accepted', generation = @generation, decided_by = @by, decided_at = now(),
    added_count = @added, changed_count = @changed, unchanged_count = @unchanged, left_out_count = @leftOut,
    accepted_part = @parts, left_rows = @leftRows, kept_stored = @keptStored
where import_id = @importId
