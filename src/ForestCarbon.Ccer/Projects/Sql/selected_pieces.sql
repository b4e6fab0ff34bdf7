select p.parcel_id, p.parcel_version_id, v.code, p.piece, p.expected_kg, coalesce(p.geom, s.geom) as geom,
       ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as expected_years, r.methodology_id
from ccer.selection x
join ccer.screening r using (run_id)
left join growth.run_v g on g.run_id = r.accounting_run
join ccer.selection_piece c using (selection_id)
join ccer.screening_piece p on p.run_id = x.run_id and p.parcel_id = c.parcel_id and p.piece = c.piece
join inventory.parcel_version_v v on v.parcel_version_id = p.parcel_version_id
join inventory.parcel_shape_v s on s.parcel_version_id = p.parcel_version_id
where x.selection_id = @selectionId
  and (@townships::text[] is null or c.township_code = any(@townships))
order by v.code collate "C", p.piece
