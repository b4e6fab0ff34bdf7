-- What of outlines lies outside the county's outline of record; no row where no county is stored.
with county as materialized (
    select st_union(c.geom) as geom from inventory.county_v c having count(*) > 0
)
select g.plot::integer as plot, st_asbinary(d.shape) as shape,
       -- What is far below 1 m² is told in no case, and asking of it takes as long as of the rest.
       st_area(d.shape) > 5e-11 and ccer.is_rounding(o.geom, county.geom, d.shape) as is_rounding
from county
cross join unnest(@outlines::bytea[]) with ordinality as g (outline, plot)
cross join lateral (select st_setsrid(st_geomfromwkb(g.outline), 4490) as geom) o
-- offset 0: cut once, not again for each use
cross join lateral (select st_difference(o.geom, county.geom) as shape offset 0) d
where not st_covers(county.geom, o.geom)
order by g.plot
