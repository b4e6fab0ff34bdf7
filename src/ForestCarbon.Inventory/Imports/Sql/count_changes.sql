select count(*) filter (where c.change = 'added') as added,
       count(*) filter (where c.change = 'changed') as changed,
       count(*) filter (where c.change = 'unchanged') as unchanged,
       count(*) filter (where c.change is null or c.change = 'too-early') as left_out
from inventory.import_feature f
left join inventory.import_change c using (import_id, row_no)
where f.import_id = @importId
