-- Posted by a day and not at the bank by then. A voucher and the one that takes it back leave no trace where neither was at the bank; an opening balance was there from the beginning.
with moved as (
    select v.event_id, v.voucher, v.effective_on, case when v.book_id = e.book_id then v.cash_fen else v.other_cash_fen end as cash_fen, v.summary, v.counterparty, v.evidence,
           coalesce(v.reverses, v.reversed_by) as partner_id
    from finance.entity_v e
    join finance.money_event_v v on e.book_id in (v.book_id, v.other_book_id)
    where e.code = @book and v.outcome = 'posted' and v.effective_on <= @on and v.template <> 'opening'
        and not exists (select from finance.bank_match m join finance.bank_line l using (bank_line_id) where m.event_id = v.event_id and m.book_id = e.book_id and l.dated <= @on)
)
select m.event_id, m.voucher, m.effective_on, m.cash_fen, m.summary, m.counterparty, m.evidence
from moved m
where m.cash_fen <> 0 and not exists (select from moved p where p.event_id = m.partner_id)
order by m.effective_on, m.event_id
