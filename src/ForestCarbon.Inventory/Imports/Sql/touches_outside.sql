select exists (
    select
    from inventory.import_feature f
    join inventory.import_change c using (import_id, row_no)
    where f.import_id = @importId
      and coalesce(f.mapped ->> 'township_code', '') <> all (@townships)
)
