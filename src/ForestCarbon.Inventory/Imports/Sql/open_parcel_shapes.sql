-- In no order, as open_parcel_versions.sql: both outlines of every parcel would be sorted with it.
insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
select c.version_id, st_multi(f.geom), st_transform(st_multi(f.geom), 3857)
from inventory.import_change c
join inventory.import_feature f using (import_id, row_no)
where c.import_id = @importId
  and c.change in ('added', 'changed')
