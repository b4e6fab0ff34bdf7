-- Layers that cut the ground, around a chunk, as they were when the screening began.
select f.layer, f.feature_id, st_asbinary(f.geom) as outline
from inventory.layer_feature_v f
where f.layer in ('tenure-lot', 'protected-area', 'public-welfare', 'natural-forest', 'carbon-base')
  and (f.valid @> @asOf::date or (f.closed_by = any ((select inventory.imports_after(@generation))::bigint[]) and lower(f.valid) <= @asOf::date))
  and (f.opened_by = any ((select inventory.imports_after(@generation))::bigint[])) is not true
  and f.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
  and geometrytype(f.geom) in ('POLYGON', 'MULTIPOLYGON')
