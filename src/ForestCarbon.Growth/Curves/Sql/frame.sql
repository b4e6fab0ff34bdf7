-- The newest day on which a version began or ended is the inventory's own date.
select coalesce(@asOf::date, max(greatest(lower(v.valid), upper(v.valid)))) as as_of,
       (select coalesce(max(g.generation), 0) from inventory.data_generation_v g) as generation,
       (select coalesce(bool_or(c.is_demonstration), false) from inventory.county_v c) as is_synthetic
from inventory.parcel_version_v v
having count(*) > 0;
