-- Layers that cut the ground, around a chunk.
select f.layer, f.feature_id, st_asbinary(f.geom) as outline
from inventory.layer_feature_v f
where f.layer in ('tenure-lot', 'protected-area', 'public-welfare', 'natural-forest', 'carbon-base')
  and f.valid @> @asOf::date
  and f.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
  and geometrytype(f.geom) in ('POLYGON', 'MULTIPOLYGON')
