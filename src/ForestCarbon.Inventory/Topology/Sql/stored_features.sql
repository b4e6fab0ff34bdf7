-- Areas of a layer beside the parcels, from south to north.
select f.code,
       f.feature_id,
       @townships::text[] is null or f.township_code is null or f.township_code = any (@townships) as is_judged,
       st_asbinary(f.geom) as shape
from inventory.layer_feature f
where f.layer = @layer
  and f.valid @> @asOf::date
  and geometrytype(f.geom) in ('POLYGON', 'MULTIPOLYGON')
order by st_ymin(f.geom), f.feature_id
