-- One area a row, the ex-ante boundary's where there is one, and everything told of the row stands on it.
select p.project_id, p.code, p.name, p.is_demonstration, p.opened_on, a.area_m2, a.is_of_boundary, f.area_m2 as entered_m2, f.expected_t,
       e.screened_kg, e.screened_need_kg, greatest(0, b.area_m2 - e.known_m2) as without_figure_m2, f.cost_fen, f.revenue_fen,
       case when a.area_m2 > 0 then (f.revenue_fen - f.cost_fen) / (a.area_m2 * 3 / 2000) end as net_fen_per_mu, f.priority, f.source, f.mark, r.reviewed_on, r.reason
from ccer.project_v p
left join lateral (select q.* from ccer.idea_figure q where q.project_id = p.project_id order by q.idea_figure_id desc limit 1) f on true
left join lateral (select q.boundary_id, q.area_m2 from ccer.project_boundary q where q.project_id = p.project_id and q.kind = 'ex-ante' order by q.boundary_id desc limit 1) b on true
cross join lateral (select coalesce(b.area_m2, f.area_m2) as area_m2, b.area_m2 is not null as is_of_boundary) a
left join ccer.boundary_expected_v e on e.boundary_id = b.boundary_id
left join lateral (select q.reviewed_on, q.reason from ccer.idea_review q where q.project_id = p.project_id order by q.idea_review_id desc limit 1) r on true
where p.state = 'reserve'
  and (@townships::text[] is null or p.township_codes && @townships)
order by f.priority nulls last, net_fen_per_mu desc nulls last, p.code
limit 1000
