select v.code, p.piece, p.verdict, p.area_m2, case when p.flags & 256 = 0 then p.start_date end, p.plot, coalesce(p.geom, s.geom) as geom
from ccer.screening_piece p
join inventory.parcel_version_v v using (parcel_version_id)
join inventory.parcel_shape_v s using (parcel_version_id)
where p.run_id = @runId
  and case when @verdict::smallint is null then p.verdict < 2 else p.verdict = @verdict end
  and (@townships::text[] is null or p.township_code = any(@townships))
  and (@selectionId::bigint is null
       or exists (select from ccer.selection_piece c where c.selection_id = @selectionId and c.parcel_id = p.parcel_id and c.piece = p.piece))
order by v.code collate "C", p.piece
