-- Every account that holds or moved something: what it held before a period (debit above zero), what moved in it on either side.
with posted as (
    select p.debit_account_id, p.credit_account_id, p.amount, p.effective_on
    from ledger.posting_v p
    where p.book = @book and p.asset_kind = 'money' and p.stage = 'posted' and p.effective_on <= @through
), side as (
    select p.debit_account_id as account_id, p.effective_on, p.amount as debit_fen, 0::bigint as credit_fen from posted p
    union all
    select p.credit_account_id, p.effective_on, 0, p.amount from posted p
), moved as (
    select s.account_id, coalesce(sum(s.debit_fen - s.credit_fen) filter (where s.effective_on < @from), 0)::bigint as opening_fen,
           coalesce(sum(s.debit_fen) filter (where s.effective_on >= @from), 0)::bigint as debits_fen, coalesce(sum(s.credit_fen) filter (where s.effective_on >= @from), 0)::bigint as credits_fen
    from side s
    group by s.account_id
)
select a.code, c.name_zh, c.name_en, c.kind, c.mark, m.opening_fen, m.debits_fen, m.credits_fen
from moved m
join ledger.account_v a on a.account_id = m.account_id
join finance.entity_v e on e.code = a.book
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = a.code
where m.opening_fen <> 0 or m.debits_fen > 0 or m.credits_fen > 0
order by a.code
