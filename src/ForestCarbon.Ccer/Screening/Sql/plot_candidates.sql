-- Pieces that no other condition failed and whose start is known (256), in one order, with their own outline.
select p.parcel_id, p.piece, p.start_date, p.area_m2, st_asbinary(coalesce(p.geom, s.geom)) as outline, p.reasons
from ccer.screening_piece p
join inventory.parcel_shape_v s using (parcel_version_id)
where p.run_id = @runId and p.verdict < 2 and p.flags & 256 = 0
order by p.parcel_id, p.piece
