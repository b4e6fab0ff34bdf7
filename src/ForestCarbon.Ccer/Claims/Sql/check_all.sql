with standing as materialized (
    select p.claim_id, p.plot, p.name as plot_name, p.area_m2, p.geom, c.scheme, c.code, c.name, c.state, c.period, c.exclusion_group
    from ccer.claim_plot p
    join ccer.claim c using (claim_id)
    where c.exclusion_group is not null and (c.state = 'firm' or (c.state = 'provisional' and c.provisional_until >= current_date))
), met as (
    select b.claim_id, b.plot, b.plot_name, a.claim_id as other_claim_id, a.plot as other_plot, a.scheme, a.code, a.name, a.state, b.state as own_state,
           least(a.area_m2, b.area_m2) as smaller_m2, round(inventory.ellipsoidal_area_m2(st_intersection(a.geom, b.geom))::numeric, 4) as area_m2
    from ccer.claim_plot q
    join standing b on b.claim_id = q.claim_id and b.plot = q.plot
    join ccer.claim_plot r on r.geom && q.geom and r.claim_id < q.claim_id and st_relate(r.geom, q.geom, '2********')
    join standing a on a.claim_id = r.claim_id and a.plot = r.plot
    where a.exclusion_group = b.exclusion_group and a.period && b.period
)
select m.claim_id, m.plot, m.plot_name, m.other_claim_id, m.other_plot, m.scheme, m.code, m.name, m.state, m.area_m2,
       case when v.verdict = 'refused' and 'provisional' in (m.state, m.own_state) then 'provisional' else v.verdict end as verdict
from met m
cross join lateral (select ccer.overlap_verdict(m.area_m2, m.smaller_m2) as verdict) v
order by m.claim_id, m.plot, m.other_claim_id, m.other_plot
