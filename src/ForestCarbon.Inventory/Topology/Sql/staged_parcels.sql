-- A staged file among what is stored, from south to north: its rows that can be stored are judged, the stored parcels that it
-- does not replace are their neighbours.
with file as (
    select f.row_no, f.code, f.geom, i.as_of
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and st_dimension(f.geom) = 2
      and not exists (select from inventory.import_finding n where n.import_id = f.import_id and coalesce(n.row_no, f.row_no) = f.row_no and n.blocks)
), extent as (
    select st_expand(st_setsrid(st_extent(geom)::geometry, 4490), 0.001) as box from file
)
select code, row_no as id, is_judged, st_asbinary(geom) as shape
from (
    select f.code, f.row_no::bigint, true, f.geom, st_ymin(f.geom) as south
    from file f
    union all
    select v.code, v.parcel_version_id, false, s.geom, st_ymin(s.geom)
    from extent e
    join inventory.parcel_shape s on s.geom && e.box
    join inventory.parcel_version v using (parcel_version_id)
    where v.valid @> (select as_of from inventory.import where import_id = @importId)
      and not exists (select from inventory.import_feature g where g.import_id = @importId and g.code = v.code)
) as together (code, row_no, is_judged, geom, south)
order by south, id
