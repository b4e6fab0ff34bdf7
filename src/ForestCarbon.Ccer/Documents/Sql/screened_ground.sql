-- Ground of a boundary by what a screening says of each piece that gives to it, what six decimals alone put over the border of a piece marked as rounding
-- (ccer.is_rounding, as of overlaps); reasons stand in the order of the screening's conditions.
select p.reasons, st_asbinary(i.shape) as shared, ccer.is_rounding(g.geom, coalesce(p.geom, s.geom), i.shape) as is_rounding
from ccer.project_plot g
join inventory.parcel_shape_v s on s.geom && g.geom
join ccer.screening_piece p on p.run_id = @runId and p.parcel_version_id = s.parcel_version_id
-- offset 0: cut once, not again for each use
cross join lateral (select st_intersection(g.geom, coalesce(p.geom, s.geom)) as shape offset 0) i
where g.boundary_id = @boundaryId
  and (@townships::text[] is null or p.township_code = any(@townships))
  and st_relate(coalesce(p.geom, s.geom), g.geom, '2********')
order by p.parcel_id, p.piece, g.plot
