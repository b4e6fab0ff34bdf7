select o.claim_id, o.plot, p.name as plot_name, o.other_claim_id, o.other_plot, c.scheme, c.code, c.name, c.state, o.area_m2, o.verdict
from ccer.claim_overlap o
join ccer.claim_plot p on p.claim_id = o.claim_id and p.plot = o.plot
join ccer.claim c on c.claim_id = o.other_claim_id
where o.claim_id = @claimId
  and (@townships::text[] is null or p.township_code = any(@townships))
order by o.plot, o.other_claim_id, o.other_plot
