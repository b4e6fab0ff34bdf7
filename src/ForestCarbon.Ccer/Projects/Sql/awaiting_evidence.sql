-- Of a boundary made of a selection: its ground whose pieces awaited evidence (verdict 1). No row where it was made of none.
select coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0)
from ccer.project_boundary b
join ccer.selection_v x using (selection_id)
join ccer.selection_piece_v c using (selection_id)
join ccer.screening_piece_v p on p.run_id = x.run_id and p.parcel_id = c.parcel_id and p.piece = c.piece
where b.boundary_id = @boundaryId
  and (@townships::text[] is null or c.township_code = any(@townships))
having count(*) > 0
