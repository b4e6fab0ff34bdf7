select c.claim_id, c.state <> 'provisional' as is_firm, s.is_known, lower(c.period) as period_from, upper(c.period) - 1 as period_to
from ccer.claim c
join ccer.scheme s using (scheme)
where c.exclusion_group is not null and c.registered_on <= @claimsAsOf::date
