-- The as-of date is the youngest inventory among the parcels that are current.
select c.county_code,
       c.name_zh,
       c.name_en,
       c.is_demonstration,
       coalesce((select max(g.generation) from inventory.data_generation g), 0) as generation,
       (select max(lower(v.valid)) from inventory.parcel_version v where upper_inf(v.valid)) as as_of
from inventory.county c
order by c.county_code
limit 1;
