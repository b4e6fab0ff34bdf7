-- The first day after one on which a parcel stands under a code or an id; nothing outside the scope is told of.
select min(lower(v.valid))
from inventory.parcel_version v
where (v.parcel_id = @parcelId or v.code = @code)
  and lower(v.valid) > @day
  and (@townships::text[] is null or v.township_code = any (@townships));
