-- A staged file among what is stored, from south to north: its rows that have a shape are judged, the stored parcels that stay beside
-- them are their neighbours. A row that cannot be stored for its attributes is judged as well, so that a surveyor hears everything
-- at once; it speaks of its stored parcel, which is not held against it. Hashed "not in", because rows of this transaction have no
-- statistics yet.
with file as materialized (
    select f.row_no, f.code, box3d(f.geom) as bounds
    from inventory.import_feature f
    where f.import_id = @importId
      and geometrytype(f.geom) in ('POLYGON', 'MULTIPOLYGON')
      and f.row_no not in (select n.row_no from inventory.import_finding n
                           where n.import_id = @importId and n.row_no is not null and n.blocks
                             and n.kind in ('invalid-ring', 'self-intersection', 'duplicate-geometry', 'outside-crs'))
), box as materialized (
    select floor((st_xmin(bounds) - 0.001) / 0.02)::int as west, floor((st_xmax(bounds) + 0.001) / 0.02)::int as east,
           floor((st_ymin(bounds) - 0.001) / 0.02)::int as south, floor((st_ymax(bounds) + 0.001) / 0.02)::int as north
    from file
    where st_xmin(bounds) >= -180 and st_xmax(bounds) <= 180 and st_ymin(bounds) >= -90 and st_ymax(bounds) <= 90
), ground as materialized (
    -- Squares of 0.02° that the rows lie in: a file of two distant villages has no neighbours in between. Whatever is wider than
    -- a county is a box of its own.
    select st_makeenvelope(x * 0.02, y * 0.02, (x + 1) * 0.02, (y + 1) * 0.02, 4490) as box
    from (select distinct x, y
          from box b
          cross join lateral generate_series(b.west, b.east) as x
          cross join lateral generate_series(b.south, b.north) as y
          where b.east - b.west < 50 and b.north - b.south < 50) as cell
    union all
    select st_makeenvelope(b.west * 0.02, b.south * 0.02, (b.east + 1) * 0.02, (b.north + 1) * 0.02, 4490)
    from box b
    where b.east - b.west >= 50 or b.north - b.south >= 50
), beside as materialized (
    select distinct s.parcel_version_id
    from ground g
    join inventory.parcel_shape s on s.geom && g.box
)
-- Put in order without their outlines, which would go over the disk to be sorted: each is fetched when it is its turn.
select code, id, is_judged,
       case when is_judged then (select st_asbinary(f.geom) from inventory.import_feature f where f.import_id = @importId and f.row_no = together.id::int)
            else (select st_asbinary(s.geom) from inventory.parcel_shape s where s.parcel_version_id = together.id) end as shape
from (
    select coalesce(f.code, '') as code, f.row_no::bigint as id, true as is_judged, st_ymin(f.bounds) as south
    from file f
    union all
    -- a neighbour in a township that is not the sender's has no name here
    select case when m.townships is null or v.township_code = any (m.townships) then v.code else '' end, v.parcel_version_id, false, st_ymin(s.geom)
    from beside
    cross join (select i.townships from inventory.import i where i.import_id = @importId) as m
    join inventory.parcel_version v using (parcel_version_id)
    join inventory.parcel_shape s using (parcel_version_id)
    -- evidence of an earlier day stands beside none of them
    where (select i.enters_as from inventory.import i where i.import_id = @importId) = 'versions'
      and upper_inf(v.valid)
      and v.parcel_version_id not in (select c.stored_id from inventory.import_change c where c.import_id = @importId and c.stored_id is not null)
      and v.parcel_version_id not in (select a.parcel_version_id from inventory.import_absence a where a.import_id = @importId and a.kind in ('split', 'merged'))
      and v.parcel_version_id not in (select o.parcel_version_id from inventory.import_overlap o
                                      where o.import_id = @importId and o.common >= 0.95 * greatest(o.row_area, o.stored_area))
      and v.code not in (select g.code from inventory.import_feature g where g.import_id = @importId and g.code is not null)
    order by south, is_judged, id
    offset 0
) as together
