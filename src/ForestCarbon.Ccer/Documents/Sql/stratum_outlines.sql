-- The ground of each stratum, parcel by parcel inside its plot.
select s.code, st_multi(st_collectionextract(st_intersection(p.geom, g.geom), 3)) as geom
from ccer.stratum s
join ccer.stratum_parcel m using (stratum_id)
join ccer.project_plot p on p.boundary_id = m.boundary_id and p.plot = m.plot
join inventory.parcel_shape_v g on g.parcel_version_id = m.parcel_version_id
where s.boundary_id = @boundaryId
  and (@townships::text[] is null or exists (
      select from ccer.project_boundary b join ccer.project_v p using (project_id) where b.boundary_id = s.boundary_id and p.township_codes && @townships))
order by s.code collate "C", m.plot, m.parcel_version_id
