select c.county_code,
       c.name_zh,
       c.name_en,
       c.is_demonstration,
       coalesce((select max(g.generation) from inventory.data_generation g), 0) as generation
from inventory.county c
order by c.county_code
limit 1;
