-- Ground of a boundary by what a screening says of each piece that gives to it; reasons stand in the order of the screening's conditions.
select p.reasons, st_asbinary(st_intersection(g.geom, coalesce(p.geom, s.geom))) as shared
from ccer.project_plot g
join inventory.parcel_shape_v s on s.geom && g.geom
join ccer.screening_piece p on p.run_id = @runId and p.parcel_version_id = s.parcel_version_id
where g.boundary_id = @boundaryId
  and (@townships::text[] is null or p.township_code = any(@townships))
  and st_relate(coalesce(p.geom, s.geom), g.geom, '2********')
order by p.parcel_id, p.piece, g.plot
