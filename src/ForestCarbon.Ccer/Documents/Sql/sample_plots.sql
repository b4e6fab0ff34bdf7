select f.code, st_x(st_centroid(f.geom)) as longitude, st_y(st_centroid(f.geom)) as latitude
from inventory.layer_feature_v f
where f.layer = 'plot' and upper_inf(f.valid)
  and exists (select from ccer.project_plot p where p.boundary_id = @boundaryId and p.geom && f.geom and st_intersects(p.geom, f.geom))
order by f.code collate "C"
