-- The rows that are left, laid over what is stored open. By the index of the shapes, so loops are allowed here. A row that cannot be
-- stored for its attributes is laid over them as well: on a parcel's own ground it speaks of that parcel, whatever its code says.
insert into inventory.import_overlap (import_id, row_no, parcel_version_id, common, row_area, stored_area)
select f.import_id, f.row_no, h.parcel_version_id, st_area(st_intersection(f.geom, h.geom)), st_area(f.geom), st_area(h.geom)
from inventory.import_feature f
join inventory.parcel_shape h on h.geom && f.geom
join inventory.parcel_version v using (parcel_version_id)
join inventory.import i using (import_id)
where f.import_id = @importId
  and (i.townships is null or v.township_code = any (i.townships))
  and upper_inf(v.valid)
  and st_dimension(f.geom) = 2
  and f.row_no not in (select n.row_no from inventory.import_finding n
                       where n.import_id = @importId and n.row_no is not null and n.blocks
                         and n.kind in ('invalid-ring', 'self-intersection', 'duplicate-geometry', 'outside-crs'))
  and f.row_no not in (select c.row_no from inventory.import_change c where c.import_id = @importId)
  and h.parcel_version_id not in (select c.stored_id from inventory.import_change c where c.import_id = @importId and c.stored_id is not null)
  and st_intersects(f.geom, h.geom)
