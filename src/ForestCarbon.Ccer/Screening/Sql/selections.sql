select s.selection_id, s.run_id, r.methodology_id, r.as_of, r.start_date, r.generation, s.name, s.note, s.made_by, s.made_at, s.withdrawn_at,
       q.parcels, q.pieces, q.pass_m2, q.need_m2, q.pass_kg, q.need_kg, q.without_figure_m2, q.pass_kg_a, q.pass_figure_m2,
       q.pass_years
from ccer.selection s
join ccer.screening r using (run_id)
left join growth.run_v g on g.run_id = r.accounting_run
cross join lateral (
    select count(distinct p.parcel_id) as parcels, count(*) as pieces, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2,
           coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2,
           (sum(p.expected_kg) filter (where p.verdict = 0))::bigint as pass_kg, (sum(p.expected_kg) filter (where p.verdict = 1))::bigint as need_kg,
           round(sum(p.expected_kg / y.covered::numeric) filter (where p.verdict = 0))::bigint as pass_kg_a,
           coalesce(sum(p.area_m2) filter (where p.verdict = 0 and p.expected_kg is not null), 0) as pass_figure_m2,
           round(sum(p.area_m2 * y.covered) filter (where p.verdict = 0 and p.expected_kg is not null)
                 / nullif(sum(p.area_m2) filter (where p.verdict = 0 and p.expected_kg is not null), 0), 4) as pass_years,
           coalesce(sum(p.area_m2) filter (where p.expected_kg is null), 0) as without_figure_m2
    from ccer.selection_piece c
    join ccer.screening_piece p on p.run_id = s.run_id and p.parcel_id = c.parcel_id and p.piece = c.piece
    cross join lateral (select ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as covered) y
    where c.selection_id = s.selection_id
      and (@townships::text[] is null or c.township_code = any(@townships))
) q
where (@selectionId::bigint is null and s.withdrawn_at is null or s.selection_id = @selectionId)
  and q.pieces > 0
order by s.selection_id desc
