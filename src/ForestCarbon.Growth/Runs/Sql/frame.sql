-- The newest day on which a version began or ended is the inventory's own date.
select coalesce(@AsOf::date, max(greatest(lower(v.valid), upper(v.valid)))) as as_of,
       (select coalesce(max(g.generation), 0) from inventory.data_generation_v g) as generation,
       left(min(v.code collate "C"), 6) as county_code
from inventory.parcel_version_v v
having count(*) > 0;
