select o.kind, o.count
from finance.entity_v e
cross join lateral (
    select 'pending' as kind, count(*) as count
    from finance.money_event_waiting w
    join finance.money_event v using (event_id)
    where e.book_id in (w.book_id, w.other_book_id) and v.effective_on <= @through
    union all
    select 'bank', count(*)
    from finance.bank_line_v b
    where b.book_id = e.book_id and b.dated <= @through and not b.is_settled
    union all
    select 'year', count(*)
    from ledger.account_v a
    join finance.chart_account c on c.accounting_system = e.accounting_system and c.code = a.code and c.kind in ('income', 'expense')
    cross join lateral (
        select sum(case when p.debit_account_id = a.account_id then p.amount else -p.amount end) as left_fen
        from ledger.posting_v p
        where (p.debit_account_id = a.account_id or p.credit_account_id = a.account_id) and p.stage = 'posted' and p.effective_on <= @through
    ) m
    where a.book = e.code and extract(month from @through::date) = 12 and m.left_fen <> 0
    union all
    select 'past', count(distinct p.entry_id)
    from ledger.posting_v p
    where p.book = e.code and p.asset_kind = 'money' and p.effective_on <= @through
        and not exists (select from finance.money_event v where v.entry_id = p.entry_id)
        and not exists (select from finance.money_event_outcome w where w.entry_id = p.entry_id)
) o
where e.code = @book and o.count > 0
