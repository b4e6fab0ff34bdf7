insert into inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857)
select g.code, left(g.code, 6), g.name_zh, g.name_en, g.kind, g.ellipsoidal_area_m2, g.geom, st_transform(g.geom, 3857)
from inventory.import_change c
join inventory.zone_given g using (import_id, row_no)
where c.import_id = @importId
  and c.change in ('added', 'changed')
  and g.layer = 'township'
on conflict (township_code) do update
set name_zh = excluded.name_zh, name_en = excluded.name_en, ellipsoidal_area_m2 = excluded.ellipsoidal_area_m2, geom = excluded.geom,
    geom_3857 = excluded.geom_3857
