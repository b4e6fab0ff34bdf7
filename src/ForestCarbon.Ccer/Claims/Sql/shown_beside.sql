-- What lies on a claim's ground in its period and neither excludes it nor is excluded: pledges, compensation, permits. Areas are taken by the caller.
select q.plot, q.name as plot_name, c.claim_id as other_claim_id, p.plot as other_plot, c.scheme, c.code, c.name, c.state, least(q.area_m2, p.area_m2) as smaller_m2,
       st_asbinary(st_intersection(q.geom, p.geom)) as shared, false as may_be_rounding, false as excludes
from ccer.claim own
join ccer.claim_plot q on q.claim_id = own.claim_id
join ccer.claim_plot p on p.geom && q.geom and p.claim_id <> q.claim_id and st_relate(p.geom, q.geom, '2********')
join ccer.claim c on c.claim_id = p.claim_id
where own.claim_id = @claimId
  and own.state in ('provisional', 'firm')
  and (c.state = 'firm' or (c.state = 'provisional' and c.provisional_until >= current_date))
  and c.period && own.period
  and not coalesce(c.exclusion_group = own.exclusion_group
                   and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((c.scheme, own.scheme), (own.scheme, c.scheme))), true), false)
  and (@townships::text[] is null or q.township_code = any(@townships))
order by q.plot, other_claim_id, p.plot
