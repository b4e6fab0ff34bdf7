select c.*
from ccer.claim_v c
where @claimId::bigint is null or c.claim_id = @claimId
order by c.claim_id desc
