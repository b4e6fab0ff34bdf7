-- What of outlines reaches out of a boundary, all of its plots together; strips that six decimals put there are no ground (ccer.is_rounding, as of overlaps).
with registered as materialized (
    select st_union(p.geom) as geom from ccer.project_plot_v p where p.boundary_id = @boundaryId::bigint
)
select g.plot::integer as plot, st_asbinary(d.shape) as shape
from registered
cross join unnest(@outlines::bytea[]) with ordinality as g (outline, plot)
cross join lateral (select st_setsrid(st_geomfromwkb(g.outline), 4490) as geom) o
-- offset 0: cut once, not again for each use
cross join lateral (select st_difference(o.geom, registered.geom) as shape offset 0) d
where not st_covers(registered.geom, o.geom)
  -- a plot that lies outside as a whole is no strip of one inside
  and not (st_relate(o.geom, registered.geom, '2********') and ccer.is_rounding(o.geom, registered.geom, d.shape))
order by g.plot
