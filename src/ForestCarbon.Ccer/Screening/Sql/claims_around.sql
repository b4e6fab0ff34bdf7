select p.claim_id, p.plot, st_asbinary(p.geom) as outline
from ccer.claim_plot p
join ccer.claim c using (claim_id)
where c.exclusion_group = (select s.exclusion_group from ccer.scheme s where s.scheme = @scheme)
  and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((c.scheme, @scheme), (@scheme, c.scheme))), true)
  and c.registered_on <= @claimsAsOf::date
  and (c.closed_on is null or c.closed_on > @claimsAsOf::date)
  and (c.firm_on <= @claimsAsOf::date or coalesce(c.provisional_until >= @claimsAsOf::date, true))
  and p.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
