-- One area a row, the ex-ante boundary's where there is one, and everything told of the row stands on it.
select p.project_id, p.code, p.name, p.is_demonstration, p.opened_on, a.area_m2, a.is_of_boundary, f.area_m2 as entered_m2, f.expected_t,
       e.screened_kg, w.screened_need_kg, greatest(0, b.area_m2 - e.known_m2) as without_figure_m2, f.cost_fen, f.revenue_fen,
       case when a.area_m2 > 0 then (f.revenue_fen - f.cost_fen) / (a.area_m2 * 3 / 2000) end as net_fen_per_mu, f.priority, f.source, f.mark, r.reviewed_on, r.reason
from ccer.project_v p
left join lateral (select q.* from ccer.idea_figure q where q.project_id = p.project_id order by q.idea_figure_id desc limit 1) f on true
left join lateral (select q.boundary_id, q.area_m2 from ccer.project_boundary q where q.project_id = p.project_id and q.kind = 'ex-ante' order by q.boundary_id desc limit 1) b on true
cross join lateral (select coalesce(b.area_m2, f.area_m2) as area_m2, b.area_m2 is not null as is_of_boundary) a
cross join lateral (
    select sum(x.expected_kg)::bigint as screened_kg, coalesce(sum(x.area_m2) filter (where x.expected_kg is not null), 0) as known_m2
    from ccer.project_parcel x where x.boundary_id = b.boundary_id) e
-- Of those tonnes, what rests on evidence still to be brought, by the selection the boundary was made of; null where it was made of none.
cross join lateral (
    select sum(z.expected_kg)::bigint as screened_need_kg
    from ccer.project_boundary k
    join ccer.selection y using (selection_id)
    join ccer.selection_piece c using (selection_id)
    join ccer.screening_piece z on z.run_id = y.run_id and z.parcel_id = c.parcel_id and z.piece = c.piece
    where k.boundary_id = b.boundary_id and e.screened_kg is not null and z.verdict = 1) w
left join lateral (select q.reviewed_on, q.reason from ccer.idea_review q where q.project_id = p.project_id order by q.idea_review_id desc limit 1) r on true
where p.state = 'reserve'
  and (@townships::text[] is null or p.township_codes && @townships)
order by f.priority nulls last, net_fen_per_mu desc nulls last, p.code
limit 1000
