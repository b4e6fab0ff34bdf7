-- What a later import changed again, and what would go with it although something stands on it now.
select b.code
from inventory.zone_before b
where b.import_id = @importId
  and (exists (select
               from inventory.zone_before o
               join inventory.import i on i.import_id = o.import_id and i.state = 'accepted'
               where o.layer = b.layer and o.code = b.code and o.import_id > b.import_id)
       or (b.name_zh is null and b.layer = 'township'
           and (exists (select from inventory.village v where v.township_code = b.code)
                or exists (select from inventory.parcel_version p where p.township_code = b.code))))
order by b.code
limit 20
