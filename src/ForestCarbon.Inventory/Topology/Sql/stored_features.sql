-- Areas of a layer beside the parcels, from south to north.
select f.code,
       f.feature_id,
       @townships::text[] is null or f.township_code is null or f.township_code = any (@townships) as is_judged,
       st_asbinary(f.geom) as shape
from inventory.layer_feature f
where f.layer = @layer
  and f.valid @> @asOf::date
  and st_dimension(f.geom) = 2
order by st_ymin(f.geom), f.feature_id
