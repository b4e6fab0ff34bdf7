-- What a staged table says of each column of a parcel: the field it has for it (null: none), and of @judged whether that field is empty in every row.
select c.name, i.mapping ->> c.name as field,
       c.name = any (@judged) and i.mapping ->> c.name is not null
           and not exists (select from inventory.import_feature f where f.import_id = i.import_id and f.attributes ->> (i.mapping ->> c.name) ~ '\S') as is_empty
from inventory.import i
cross join (select column_name::text as name from information_schema.columns where table_schema = 'inventory' and table_name = @table) as c
where i.import_id = @importId
