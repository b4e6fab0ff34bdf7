insert into ccer.project_plot (boundary_id, plot, name, township_code, area_m2, geom, geom_3857)
select @boundaryId, g.plot, g.name,
       (select t.township_code from inventory.township_v t where st_intersects(t.geom, st_pointonsurface(g.geom)) order by t.township_code limit 1),
       g.area_m2, g.geom, st_transform(g.geom, 3857)
from (
    select given.plot::int as plot, given.name, given.area_m2, st_multi(st_setsrid(st_geomfromwkb(given.outline), 4490)) as geom
    from unnest(@outlines::bytea[], @names::text[], @areas::numeric[]) with ordinality as given (outline, name, area_m2, plot)
) g
