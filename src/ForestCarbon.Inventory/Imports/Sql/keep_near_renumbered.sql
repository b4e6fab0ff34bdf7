-- As keep_near_parcels.sql, for rows under another code: each keeps the stored shape that it overlaps by 95 % both ways.
update inventory.import_feature f
set geom = h.geom, ellipsoidal_area_m2 = v.ellipsoidal_area_m2
from inventory.import_overlap o
join inventory.import i using (import_id)
join inventory.parcel_version v using (parcel_version_id)
join inventory.parcel_shape h using (parcel_version_id)
where o.import_id = @importId
  and f.import_id = o.import_id
  and f.row_no = o.row_no
  and o.common >= 0.95 * greatest(o.row_area, o.stored_area)
  and lower(v.valid) <= i.as_of
  and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
  and not inventory.is_same_outline(f.geom, h.geom)
  and inventory.is_within_a_millimetre(st_multi(f.geom), h.geom)
