-- What of outlines lies outside the county's outline of record; no row where no county is stored.
with county as materialized (
    select st_union(c.geom) as geom from inventory.county_v c having count(*) > 0
)
select g.plot::integer as plot, st_asbinary(st_difference(o.geom, county.geom)) as shape
from county
cross join unnest(@outlines::bytea[]) with ordinality as g (outline, plot)
cross join lateral (select st_setsrid(st_geomfromwkb(g.outline), 4490) as geom) o
where not st_covers(county.geom, o.geom)
order by g.plot
