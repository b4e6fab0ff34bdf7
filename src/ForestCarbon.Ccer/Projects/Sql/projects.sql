with chosen as materialized (
    select p.project_id, count(*) over () as total
    from ccer.project_v p
    where (@projectId::bigint is null or p.project_id = @projectId)
      and (@code::text is null or p.code = @code)
      and (@townships::text[] is null or p.township_codes && @townships)
      and (@state::text is null or p.state = @state)
      and (@query::text is null or p.code ilike '%' || @query || '%' or p.name ilike '%' || @query || '%')
    order by p.project_id desc
    limit @limit::int offset @offset::int
)
select p.project_id, p.code, p.name, p.state, p.state_zh, p.state_en, p.state_since, p.methodology_id, p.township_codes, p.start_date, p.crediting_from,
       p.crediting_to, p.lifetime_to, p.claim_id, p.registry_number, p.registered_on, p.note, p.opened_on, p.opened_by, p.is_demonstration, p.is_final,
       coalesce(b.area_m2, i.area_m2) as area_m2, b.plots, b.boundary_id, i.expected_t, i.cost_fen, i.revenue_fen, i.priority, i.source as figure_source,
       e.screened_kg, e.screened_need_kg, greatest(0, b.area_m2 - e.known_m2) as without_figure_m2, i.mark as figure_mark, i.stated_on as figure_stated_on, t.tranches, t.open_tranches, t.registered_t, d.due_on, d.due_what, o.party_name as owner, s.changed_parcels,
       (select q.state from ccer.claim q where q.claim_id = p.claim_id) as claim_state, c.total
from chosen c
join ccer.project_v p using (project_id)
left join lateral (
    select q.area_m2, q.plots, q.boundary_id from ccer.project_boundary q
    where q.project_id = p.project_id and q.kind = 'ex-ante' order by q.boundary_id desc limit 1) b on true
left join ccer.boundary_expected_v e on e.boundary_id = b.boundary_id
left join lateral (
    select f.area_m2, f.expected_t, f.cost_fen, f.revenue_fen, f.priority, f.source, f.mark, f.stated_on from ccer.idea_figure f
    where f.project_id = p.project_id order by f.idea_figure_id desc limit 1) i on true
cross join lateral (
    select count(*)::int as tranches, count(*) filter (where not q.is_final)::int as open_tranches, coalesce(sum(q.registered_t), 0)::bigint as registered_t
    from ccer.reduction_tranche_v q where q.project_id = p.project_id) t
-- The nearest end of a period that still runs: of the last move of the project and of each of its tranches.
left join lateral (
    select l.due_on, l.period_kind as due_what
    from (select distinct on (m.tranche_id) m.due_on, m.period_kind from ccer.project_move m where m.project_id = p.project_id order by m.tranche_id, m.move_id desc) l
    where l.due_on is not null order by l.due_on limit 1) d on true
left join lateral (
    select q.name as party_name from ccer.project_party_v q
    where q.project_id = p.project_id and q.role = 'owner' and coalesce(q.until_on >= current_date, true) order by q.from_on limit 1) o on true
cross join lateral (
    select count(distinct x.parcel_id)::int as changed_parcels
    from ccer.project_parcel x join inventory.parcel_version_v v using (parcel_version_id)
    where x.boundary_id = b.boundary_id and not upper_inf(v.valid)) s
order by p.project_id desc
