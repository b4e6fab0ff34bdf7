-- Claims with ground in some townships, told with what lies there: whoever sees some townships is not told of the ground of others.
select c.claim_id, c.scheme, s.is_known, c.exclusion_group, c.code, c.name, c.state, lower(c.period) as period_from, upper(c.period) - 1 as period_to,
       c.provisional_until, c.holder, c.source, c.registered_on, c.closed_on, c.closing_reason, c.is_demonstration, p.plots, p.area_m2, p.counted_area_m2, o.overlaps, c.firm_on,
       encode(c.closing_sha256, 'hex') as closing_sha256, c.closing_name
from ccer.claim c
join ccer.scheme s using (scheme)
join (
    select g.claim_id, count(*)::int as plots, sum(g.area_m2) as area_m2, sum(g.counted_area_m2) as counted_area_m2
    from ccer.claim_plot g
    where g.township_code = any(@townships)
    group by g.claim_id
) p using (claim_id)
cross join lateral (
    select count(*)::int as overlaps
    from ccer.claim_overlap g
    join ccer.claim_plot q on q.claim_id = g.claim_id and q.plot = g.plot
    where (g.claim_id = c.claim_id or g.other_claim_id = c.claim_id) and q.township_code = any(@townships)
) o
where @claimId::bigint is null or c.claim_id = @claimId
order by c.claim_id desc
