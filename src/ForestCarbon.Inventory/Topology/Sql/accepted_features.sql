-- As accepted_parcels.sql, for the other layers.
with opened as materialized (
    select i.layer, i.as_of, i.townships, c.version_id
    from inventory.import_change c
    join inventory.import i using (import_id)
    where c.import_id = @importId and c.change in ('added', 'changed')
), extent as materialized (
    select min(o.layer) as layer, min(o.as_of) as as_of, min(o.townships) as townships, st_setsrid(st_extent(v.geom)::geometry, 4490) as box
    from opened o
    join inventory.layer_feature v on v.layer = o.layer and v.feature_id = o.version_id
)
select case when e.townships is null or v.township_code = any (e.townships) then v.code else '' end as code, v.feature_id, v.feature_id in (select version_id from opened) as is_judged, st_asbinary(v.geom) as shape
from extent e
join inventory.layer_feature v on v.layer = e.layer and v.geom && e.box
where (upper_inf(v.valid) or upper(v.valid) > e.as_of)
  and geometrytype(v.geom) in ('POLYGON', 'MULTIPOLYGON')
order by st_ymin(v.geom), v.feature_id
