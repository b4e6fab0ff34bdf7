select e.book_id, e.code, e.name, e.short_name, e.kind, e.accounting_system, e.village_code, e.opened_on, e.is_demonstration, b.closed_through,
       coalesce((select sum(a.balance) from ledger.account_v a
                 join finance.chart_account c on c.accounting_system = e.accounting_system and c.code = a.code and c.is_cash
                 where a.book = e.code), 0)::bigint
       -- The accounts hold every voucher there is; those of days to come do not count today.
       - coalesce((select sum(v.cash_fen) from finance.money_event v join finance.money_event_outcome o using (event_id)
                   where v.book_id = e.book_id and v.effective_on > @today and o.outcome = 'posted'), 0)::bigint
       - coalesce((select sum(v.other_cash_fen) from finance.money_event v join finance.money_event_outcome o using (event_id)
                   where v.other_book_id = e.book_id and v.effective_on > @today and o.outcome = 'posted'), 0)::bigint as cash_fen,
       (select count(*) from finance.money_event_waiting w where w.book_id = e.book_id) as pending
from finance.entity_v e
join ledger.book_v b using (book_id)
order by array_position(array['county', 'state-farm', 'company', 'collective'], e.kind), e.code
