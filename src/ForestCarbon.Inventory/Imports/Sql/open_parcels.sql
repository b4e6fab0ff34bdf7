insert into inventory.parcel (parcel_id, county_code, opened_by)
select c.parcel_id, left(f.code, 6), c.import_id
from inventory.import_change c
join inventory.import_feature f using (import_id, row_no)
where c.import_id = @importId
  and c.change = 'added'
  and not exists (select from inventory.parcel p where p.parcel_id = c.parcel_id)
order by c.row_no
