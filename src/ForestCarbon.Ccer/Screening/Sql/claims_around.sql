select p.claim_id, p.plot, st_asbinary(p.geom) as outline
from ccer.claim_plot p
join ccer.claim c using (claim_id)
where c.exclusion_group is not null
  and c.registered_on <= @claimsAsOf::date
  and (c.closed_on is null or c.closed_on > @claimsAsOf::date)
  and (c.state <> 'provisional' or c.provisional_until >= @claimsAsOf::date)
  and p.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
