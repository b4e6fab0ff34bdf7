-- Rows that are neither of these are left out; how many there are in all stands with the import.
select count(*) filter (where c.change = 'added') as added,
       count(*) filter (where c.change = 'changed') as changed,
       count(*) filter (where c.change = 'unchanged') as unchanged,
       i.feature_count - count(*) filter (where c.change in ('added', 'changed', 'unchanged')) as left_out
from inventory.import i
left join inventory.import_change c using (import_id)
where i.import_id = @importId
group by i.feature_count
