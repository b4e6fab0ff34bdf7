-- What stands before the import changes it; a zone that is new has no name here.
insert into inventory.zone_before (import_id, layer, code, name_zh, name_en, kind, ellipsoidal_area_m2, geom)
select c.import_id, g.layer, g.code, z.name_zh, z.name_en, z.kind, z.ellipsoidal_area_m2, z.geom
from inventory.import_change c
join inventory.zone_given g using (import_id, row_no)
left join inventory.zone_stored z on z.layer = g.layer and z.code = g.code
where c.import_id = @importId
  and c.change in ('added', 'changed')
