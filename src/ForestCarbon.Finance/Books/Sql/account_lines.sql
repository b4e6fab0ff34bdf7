with account as (
    select a.account_id, a.normal_side from ledger.account_v a where a.book = @book and a.code = @account and a.asset_kind = 'money'
), line as (
    select p.effective_on, p.entry_id, p.posting_id, p.resolves, p.line, p.reason,
           case when p.debit_account_id = a.account_id then p.amount else 0 end as debit_fen,
           case when p.credit_account_id = a.account_id then p.amount else 0 end as credit_fen,
           case when p.debit_account_id = a.account_id then p.credit_account else p.debit_account end as against, a.normal_side
    from account a
    join ledger.posting_v p on (p.debit_account_id = a.account_id or p.credit_account_id = a.account_id) and p.stage = 'posted'
    where p.effective_on <= @through
), running as (
    select l.*, sum(case l.normal_side when 'credit' then l.credit_fen - l.debit_fen else l.debit_fen - l.credit_fen end)
           over (order by l.effective_on, l.entry_id, l.line) as balance_fen
    from line l
)
select r.effective_on, v.event_id, coalesce(v.voucher, '') as voucher, coalesce(v.summary, r.reason) as summary, r.against, coalesce(c.name_zh, '') as against_name,
       r.posting_id, r.debit_fen, r.credit_fen, r.balance_fen::bigint as balance_fen
from running r
left join finance.money_event_v v on v.posted_entry_id = r.entry_id
left join finance.entity_v e on e.code = @book
left join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = r.against
where r.effective_on >= @from
order by r.effective_on, r.entry_id, r.line
