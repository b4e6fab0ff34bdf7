select a.payee_account_id, p.code as payee, p.name as payee_name, v.name_zh as village_name, a.kind, a.bank, a.account_no, a.account_name, a.entered_by, a.entered_at, b.account_no as was_no, b.account_name as was_name
from finance.payee_account_v a
join finance.payee p using (payee_id)
left join inventory.village_v v on v.village_code = p.village_code
left join lateral (
    select x.account_no, x.account_name from finance.payee_account_v x
    where x.payee_id = a.payee_id and x.kind = a.kind and x.outcome = 'confirmed'
    order by x.payee_account_id desc limit 1
) b on true
where a.outcome = 'waiting' and (@townships::text[] is null or p.township_code = any (@townships))
order by a.payee_account_id
limit @limit
