select a.code, c.name_zh, c.name_en, c.kind, c.mark, m.debits_fen, m.credits_fen
from ledger.account_v a
join finance.entity_v e on e.code = a.book
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = a.code
cross join lateral (
    select coalesce(sum(p.amount) filter (where p.debit_account_id = a.account_id), 0)::bigint as debits_fen,
           coalesce(sum(p.amount) filter (where p.credit_account_id = a.account_id), 0)::bigint as credits_fen
    from ledger.posting_v p
    where (p.debit_account_id = a.account_id or p.credit_account_id = a.account_id) and p.stage = 'posted' and p.effective_on <= @through
) m
where a.book = @book and (m.debits_fen > 0 or m.credits_fen > 0)
order by a.code
