select c.*
from ccer.claim_v c
where (@claimId::bigint is null or c.claim_id = @claimId)
  and (@townships::text[] is null
       or exists (select from ccer.claim_plot p where p.claim_id = c.claim_id and p.township_code = any(@townships)))
order by c.claim_id desc
