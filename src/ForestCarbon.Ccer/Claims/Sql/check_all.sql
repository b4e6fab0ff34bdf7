-- Each pair once, the later claim first, of one claim the later plot. Pairs come from the index; only those whose interiors meet are measured.
with met as materialized (
    -- Outlines come along: looked up once more below, they could be cut pair by pair before the pairs that meet are known.
    select q.claim_id, q.plot, q.name as plot_name, r.claim_id as other_claim_id, r.plot as other_plot,
           least(q.area_m2, r.area_m2) as smaller_m2, q.geom as own_geom, r.geom as other_geom
    from ccer.claim_plot q
    join ccer.claim_plot r on r.geom && q.geom and (r.claim_id < q.claim_id or (r.claim_id = q.claim_id and r.plot < q.plot)) and st_relate(r.geom, q.geom, '2********')
    where @townships::text[] is null or q.township_code = any(@townships) or r.township_code = any(@townships)
), measured as (
    select m.claim_id, m.plot, m.plot_name, m.other_claim_id, m.other_plot, a.scheme, a.code, a.name, a.state, b.state as own_state, b.scheme as own_scheme, b.code as own_code,
           m.smaller_m2, m.own_geom, m.other_geom, g.shared, round(inventory.ellipsoidal_area_m2(g.shared)::numeric, 4) as area_m2
    from met m
    join ccer.claim b on b.claim_id = m.claim_id
    join ccer.claim a on a.claim_id = m.other_claim_id
    -- offset 0: cut once, not again for each use
    cross join lateral (select st_intersection(m.own_geom, m.other_geom) as shared offset 0) g
    where a.exclusion_group = b.exclusion_group and a.period && b.period
      and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((a.scheme, b.scheme), (b.scheme, a.scheme))), true)
      and (a.state = 'firm' or (a.state = 'provisional' and a.provisional_until >= current_date))
      and (b.state = 'firm' or (b.state = 'provisional' and b.provisional_until >= current_date))
)
select m.claim_id, m.plot, m.plot_name, m.other_claim_id, m.other_plot, m.scheme, m.code, m.name, m.state, m.own_scheme, m.own_code, m.area_m2,
       case when v.verdict <> 'nothing' and ccer.is_rounding(m.own_geom, m.other_geom, m.shared) then 'rounding'
            when v.verdict = 'refused' and 'provisional' in (m.state, m.own_state) then 'provisional' else v.verdict end as verdict
from measured m
cross join lateral (select ccer.overlap_verdict(m.area_m2, m.smaller_m2) as verdict) v
order by m.claim_id, m.plot, m.other_claim_id, m.other_plot
