-- Differences under 1 mm are none (definitions.md §1): a row whose outline lies within that of the shape stored under its code keeps the stored
-- shape, so that nothing moves by the rounding of another program. The source's own stays in source_wkb, and one note says how many there are.
update inventory.import_feature f
set geom = h.geom, ellipsoidal_area_m2 = v.ellipsoidal_area_m2
from inventory.import i, inventory.parcel_version v
join inventory.parcel_shape h using (parcel_version_id)
where f.import_id = @importId
  and i.import_id = f.import_id
  and v.code = f.code
  and upper_inf(v.valid)
  and lower(v.valid) <= i.as_of
  and f.row_no not in (select c.row_no from inventory.import_change c where c.import_id = @importId)
  -- what is not stored keeps nothing
  and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
  and not inventory.is_same_outline(f.geom, h.geom)
  and inventory.is_within_a_millimetre(st_multi(f.geom), h.geom)
