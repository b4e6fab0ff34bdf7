select p.code, p.name, p.state, p.crediting_from, p.crediting_to, p.is_demonstration, b.boundary_id, p.claim_id, c.state as claim_state, c.source as claim_source,
       c.period_from as claim_from, c.period_to as claim_to, exists (select from ccer.claim q where q.scheme = 'CCER' and q.code = p.code) as is_code_taken,
       ccer.next_claim_code('CCER', p.code) as next_code, o.name as owner
from ccer.project p
left join lateral (select q.boundary_id from ccer.project_boundary q where q.project_id = p.project_id and q.kind = 'ex-ante' order by q.boundary_id desc limit 1) b on true
left join ccer.claim_v c on c.claim_id = p.claim_id
left join lateral (select q.name from ccer.project_party_v q where q.project_id = p.project_id and q.role = 'owner' and coalesce(q.until_on >= current_date, true) order by q.from_on limit 1) o on true
where p.project_id = @projectId
