-- Ground of plots under no tenure lot that six decimals put there and nothing else did (ccer.is_rounding, as of overlaps).
select g.plot, st_asbinary(d.shape) as shared
from ccer.project_plot_v g
cross join lateral (
    select st_union(f.geom) as geom
    from inventory.layer_feature_v f
    where f.layer = 'tenure-lot' and upper_inf(f.valid) and f.geom && g.geom and st_relate(f.geom, g.geom, '2********')
) l
-- offset 0: cut once, not again for each use
cross join lateral (select st_difference(g.geom, l.geom) as shape offset 0) d
where g.boundary_id = @boundaryId::bigint and g.plot = any(@plots::int[])
  and ccer.is_rounding(g.geom, l.geom, d.shape)
order by g.plot
