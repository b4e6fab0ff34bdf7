-- Townships need a county. Where none is stored it is the ground of the townships that come, under its code until somebody names it.
with drawn as (
    select left(g.code, 6) as county_code, st_multi(st_unaryunion(st_collect(g.geom))) as geom
    from inventory.import_change c
    join inventory.zone_given g using (import_id, row_no)
    where c.import_id = @importId
      and c.change in ('added', 'changed')
      and g.layer = 'township'
      and not exists (select from inventory.county)
    group by 1
), noted as (
    insert into inventory.zone_before (import_id, layer, code)
    select @importId, 'county', county_code from drawn
)
insert into inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857)
select d.county_code, d.county_code, d.county_code, false, inventory.ellipsoidal_area_m2(d.geom), d.geom, st_transform(d.geom, 3857)
from drawn d
