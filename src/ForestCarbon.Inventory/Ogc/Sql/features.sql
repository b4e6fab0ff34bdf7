select *
from (
    select f.feature_id::text as id, lpad(f.feature_id::text, 19, '0') as sort_key, f.code, f.name, f.township_code, f.ellipsoidal_area_m2,
           f.registered_area_ha, f.contract_area_mu, f.attributes::text as attributes, lower(f.valid) as valid_from, upper(f.valid) as valid_to, f.geom
    from inventory.layer_feature f
    where f.layer = @layer
      and case when @isNow then f.valid @> current_date else f.valid && daterange(@from::date, @until::date, '[]') end
      and (@townships::text[] is null or inventory.touches_townships(f, @townships))
      and (@featureId::text is null or f.feature_id::text = @featureId)
      and (@west::float8 is null or st_intersects(f.geom, st_makeenvelope(@west::float8, @south::float8, @east::float8, @north::float8, 4490)))
) as found
where (@words::text is null or code ilike @words or name ilike @words)
  /* filters */
