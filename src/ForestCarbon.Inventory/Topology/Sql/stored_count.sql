-- How many parcels, or features of another layer, stand on a day in the scope: where there are none, nothing was checked.
select count(*)
from inventory.parcel_version v
where @layer = 'forest-land'
  and v.valid @> @asOf::date
  and (@townships::text[] is null or v.township_code = any (@townships))
union all
select count(*)
from inventory.layer_feature f
where f.layer = @layer
  and f.valid @> @asOf::date
  and (@townships::text[] is null or inventory.touches_townships(f, @townships))
