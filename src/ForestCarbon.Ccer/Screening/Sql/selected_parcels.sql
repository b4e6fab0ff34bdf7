select p.parcel_id, v.code, p.township_code, count(*)::int as pieces, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2,
       coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2,
       (sum(p.expected_kg) filter (where p.verdict = 0))::bigint as pass_kg, (sum(p.expected_kg) filter (where p.verdict = 1))::bigint as need_kg,
       not bool_or(upper_inf(v.valid)) as has_changed
from ccer.selection s
join ccer.selection_piece c using (selection_id)
join ccer.screening_piece p on p.run_id = s.run_id and p.parcel_id = c.parcel_id and p.piece = c.piece
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
where s.selection_id = @selectionId
  and (@townships::text[] is null or c.township_code = any(@townships))
group by p.parcel_id, v.code, p.township_code
order by v.code collate "C"
