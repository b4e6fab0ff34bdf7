-- What the account held before the period is its balance on the day before; lines of the period alone are read.
with account as materialized (
    select a.account_id, a.normal_side, ledger.balance_as_of(a.account_id, @from::date - 1, 'infinity') as opening_fen
    from ledger.account_v a
    where a.book = @book and a.code = @account and a.asset_kind = 'money'
), line as materialized (
    select p.*
    from ledger.posting_v p
    where (p.debit_account_id = (select a.account_id from account a) or p.credit_account_id = (select a.account_id from account a))
        and p.stage = 'posted' and p.effective_on between @from and @through
), moved as (
    select p.effective_on, p.entry_id, p.line, p.posting_id, p.reason, a.normal_side, a.opening_fen,
           case when p.debit_account_id = a.account_id then p.amount else 0 end as debit_fen,
           case when p.credit_account_id = a.account_id then p.amount else 0 end as credit_fen,
           case when p.debit_account_id = a.account_id then p.credit_account else p.debit_account end as against
    from account a cross join line p
)
select m.effective_on, v.event_id, coalesce('记-' || v.voucher_no, '') as voucher, coalesce(v.summary, m.reason) as summary, m.against, coalesce(c.name_zh, '') as against_name,
       m.posting_id, m.debit_fen, m.credit_fen,
       (m.opening_fen + sum(case m.normal_side when 'credit' then m.credit_fen - m.debit_fen else m.debit_fen - m.credit_fen end) over (order by m.effective_on, m.entry_id, m.line))::bigint as balance_fen
from moved m
left join finance.money_event_outcome o on o.entry_id = m.entry_id and o.outcome = 'posted'
left join finance.money_event v on v.event_id = o.event_id
left join finance.entity_v e on e.code = @book
left join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = m.against
order by m.effective_on, m.entry_id, m.line
