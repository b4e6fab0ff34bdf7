-- A staged file of a layer other than the parcels, from south to north: its rows with an area are judged, also those that their attributes
-- keep out; the stored features that stay beside them are their neighbours where the layer says what the ground is. Nothing that a file
-- leaves out goes, so what bears no code of the file stays.
with file as materialized (
    select f.row_no, f.code, f.geom, i.layer, i.as_of, i.townships
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and geometrytype(f.geom) in ('POLYGON', 'MULTIPOLYGON')
      -- of two shapes that are the same the second has its own finding
      and f.row_no not in (select n.row_no from inventory.import_finding n
                           where n.import_id = @importId and n.row_no is not null
                             and n.kind in ('invalid-ring', 'self-intersection', 'duplicate-geometry', 'outside-crs'))
), beside as materialized (
    -- a neighbour in a township that is not the sender's has no name here
    select v.feature_id as id, v.code, case when e.townships is null or v.township_code = any (e.townships) then v.code else '' end as shown, v.geom
    from (select st_setsrid(st_extent(geom)::geometry, 4490) as box, min(layer) as layer, min(as_of) as as_of, min(townships) as townships from file) as e
    join inventory.layer_feature v on v.layer = e.layer and v.geom && e.box
    where (upper_inf(v.valid) or upper(v.valid) > e.as_of)
      and geometrytype(v.geom) in ('POLYGON', 'MULTIPOLYGON')
    union all
    select row_number() over (order by z.code), z.code, z.code, z.geom
    from inventory.zone_stored z
    where z.layer = (select min(layer) from file)
)
select code, id, is_judged, st_asbinary(geom) as shape
from (
    select coalesce(f.code, '') as code, f.row_no::bigint as id, true as is_judged, f.geom, st_ymin(f.geom) as south
    from file f
    union all
    select b.shown, b.id, false, b.geom, st_ymin(b.geom)
    from beside b
    where @withStored
      and b.code not in (select g.code from inventory.import_feature g where g.import_id = @importId and g.code is not null)
) as together
order by south, is_judged, id
