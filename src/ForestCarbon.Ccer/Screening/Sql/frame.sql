select coalesce(@AsOf::date, max(lower(v.valid))) as as_of, (select max(g.generation) from inventory.data_generation_v g) as generation
from inventory.parcel_version_v v
where upper_inf(v.valid) or @AsOf::date is not null
having count(*) > 0
