-- One that says otherwise under the same name is not rewritten: imports were read by what it says.
update inventory.field_mapping
set removed_by = @by,
    removed_at = now()
where name = @name
  and removed_at is null
  and (layer <> @layer or mapping <> @mapping::jsonb)
