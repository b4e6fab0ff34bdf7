select *
from (
    select v.*, v.parcel_id::text as id, lpad(v.parcel_id::text, 19, '0') as sort_key, lower(v.valid) as valid_from, upper(v.valid) as valid_to, s.geom
    from inventory.parcel_version v
    join inventory.parcel_shape s using (parcel_version_id)
    where case when @isNow then upper_inf(v.valid) else v.valid && daterange(@from::date, @until::date, '[]') end
      and (@townships::text[] is null or v.township_code = any (@townships))
      and (@featureId::text is null or v.parcel_id::text = @featureId)
      and (@west::float8 is null or st_intersects(s.geom, st_makeenvelope(@west::float8, @south::float8, @east::float8, @north::float8, 4490)))
) as found
where (@words::text is null or code like @words)
  /* filters */
