-- What was taken back and what takes it back are not at the bank, unless one of them was found there: then the other is looked for too.
select v.event_id, v.voucher, v.effective_on, case when v.book = @book then v.cash_fen else v.other_cash_fen end as cash_fen, v.summary, v.counterparty, v.evidence
from finance.money_event_v v
join finance.entity_v e on e.code = @book and e.book_id in (v.book_id, v.other_book_id)
where v.outcome = 'posted' and case when v.book = @book then v.cash_fen else v.other_cash_fen end <> 0
    and not exists (select from finance.bank_match m where m.event_id = v.event_id and m.book_id = e.book_id)
    and (@undone or not v.is_reversed and v.reverses is null
         or exists (select from finance.bank_match m where m.event_id = coalesce(v.reverses, v.reversed_by) and m.book_id = e.book_id))
order by v.effective_on, v.event_id
limit 5000
