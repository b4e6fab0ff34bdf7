-- In no order, as open_parcel_versions.sql: both outlines of every parcel would be sorted with it.
-- Web Mercator is a projection of the sphere of 6,378,137 m: it takes degrees as they are, of CGCS2000 and WGS84 alike, and from the latter's
-- code on the way is a quarter shorter, to the same bits.
insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
select c.version_id, st_multi(f.geom), st_transform(st_setsrid(st_multi(f.geom), 4326), 3857)
from inventory.import_change c
join inventory.import_feature f using (import_id, row_no)
where c.import_id = @importId
  and c.change in ('added', 'changed')
