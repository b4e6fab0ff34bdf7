-- The first day on which a layer had anything that the account may see.
select min(day)
from (
    select min(lower(v.valid)) as day
    from inventory.parcel_version v
    where @layer::text = 'forest-land'
      and (@townships::text[] is null or v.township_code = any (@townships))
      and (@township::text is null or v.township_code = @township)
    union all
    select min(lower(f.valid))
    from inventory.layer_feature f
    where f.layer = @layer::text
      and (@townships::text[] is null or inventory.touches_townships(f, @townships))
) as days
