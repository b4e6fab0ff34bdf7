-- As keep_near_parcels.sql, for the other layers.
update inventory.import_feature f
set geom = v.geom, ellipsoidal_area_m2 = v.ellipsoidal_area_m2
from inventory.import i, inventory.layer_feature v
where f.import_id = @importId
  and i.import_id = f.import_id
  and v.layer = i.layer
  and v.code = f.code
  and (upper_inf(v.valid) or upper(v.valid) > i.as_of)
  and lower(v.valid) <= i.as_of
  and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
  and not inventory.is_same_outline(f.geom, v.geom)
  and inventory.is_within_a_millimetre(f.geom, v.geom)
