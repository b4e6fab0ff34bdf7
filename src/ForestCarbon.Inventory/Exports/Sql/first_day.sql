-- The first day on which a layer had anything.
select min(day)
from (
    select min(lower(v.valid)) as day from inventory.parcel_version v where @layer = 'forest-land'
    union all
    select min(lower(f.valid)) from inventory.layer_feature f where f.layer = @layer
) as days
