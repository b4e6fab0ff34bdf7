delete from inventory.import_change c
where c.import_id = @importId
  and c.change in ('added', 'changed')
  and (c.row_no = any (@leftRows) or @parts::text[] is not null and not (('related' = any (@parts) and c.relation is not null)
           or ('added' = any (@parts) and c.change = 'added' and c.relation is null)
           or ('reshaped' = any (@parts) and c.change = 'changed' and c.is_reshaped and c.relation is null)
           or ('rewritten' = any (@parts) and c.change = 'changed' and not c.is_reshaped)))
