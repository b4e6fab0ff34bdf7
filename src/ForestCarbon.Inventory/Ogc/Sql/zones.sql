select *
from (
    select 'township' as layer, township_code as id, township_code as sort_key, township_code as code, name_zh as name, name_en, township_code,
           ellipsoidal_area_m2, null::date as valid_from, geom
    from inventory.township
    union all
    select 'village', village_code, village_code, village_code, name_zh, name_en, township_code, ellipsoidal_area_m2, null::date, geom
    from inventory.village
) as zone
where layer = @layer
  and (@townships::text[] is null or township_code = any (@townships))
  and (@featureId::text is null or id = @featureId)
  and (@west::float8 is null or st_intersects(geom, st_makeenvelope(@west::float8, @south::float8, @east::float8, @north::float8, 4490)))
  and (@isNow or coalesce(@from, @until) is not null)
  and (@words::text is null or code like @words or name ilike @words or name_en ilike @words)
  /* filters */
