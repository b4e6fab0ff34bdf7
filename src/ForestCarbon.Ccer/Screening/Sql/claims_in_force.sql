select c.claim_id, coalesce(c.firm_on <= @claimsAsOf::date, false) as is_firm, s.is_known, lower(c.period) as period_from, upper(c.period) - 1 as period_to
from ccer.claim c
join ccer.scheme s using (scheme)
where c.exclusion_group = (select g.exclusion_group from ccer.scheme g where g.scheme = @scheme)
  and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((c.scheme, @scheme), (@scheme, c.scheme))), true)
  and c.registered_on <= @claimsAsOf::date
