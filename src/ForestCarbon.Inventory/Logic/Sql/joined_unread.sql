-- Columns of a staged table whose value could not be read, by row: what was read stands in the row, an empty value as null.
select f.row_no, array_agg(c.name) as columns
from inventory.import_feature f
cross join unnest(@columns::text[]) as c (name)
where f.import_id = @importId
  and f.mapped -> c.name is null
group by f.row_no
