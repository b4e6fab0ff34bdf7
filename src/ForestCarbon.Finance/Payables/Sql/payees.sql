select p.payee_id, p.code, p.kind, p.name, p.village_code, v.name_zh as village_name, c.bank as card_bank, c.account_no as card_no, b.bank as bank_bank, b.account_no as bank_no, p.is_demonstration
from finance.payee p
left join inventory.village_v v on v.village_code = p.village_code
left join lateral (select a.bank, a.account_no from finance.payee_account_v a where a.payee_id = p.payee_id and a.kind = '一卡通' and a.outcome = 'confirmed' order by a.payee_account_id desc limit 1) c on true
left join lateral (select a.bank, a.account_no from finance.payee_account_v a where a.payee_id = p.payee_id and a.kind = '银行账户' and a.outcome = 'confirmed' order by a.payee_account_id desc limit 1) b on true
where (@townships::text[] is null or p.township_code = any (@townships))
    and (@payeeId::bigint is null or p.payee_id = @payeeId)
    and (@code::text is null or p.code = @code)
    and (@query::text is null or strpos(p.code, @query) > 0 or strpos(p.name, @query) > 0 or strpos(coalesce(v.name_zh, ''), @query) > 0 or p.village_code = @query)
order by p.village_code nulls first, p.code
limit @limit
