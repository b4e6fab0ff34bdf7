-- Open amounts of a book's received invoices on a day: owed and paid by vouchers posted and effective by then, taken back by none.
select i.invoice_id, i.event_id, i.number, i.counterparty, i.what, c.code as contract, i.invoiced_on, i.due_on, i.gross_fen as amount_fen, r.paid_fen, i.gross_fen - r.paid_fen as left_fen,
       d.days, b.place as bucket, i.is_demonstration
from finance.invoice i
join finance.entity e using (book_id)
join finance.money_event_outcome o on o.event_id = i.event_id and o.outcome = 'posted'
left join finance.contract c using (contract_id)
cross join lateral (
    select coalesce(sum(t.amount_fen), 0)::bigint as paid_fen from finance.settled_on(@on) t where t.invoice_id = i.invoice_id
) r
-- the ends of the calendar reach the server as infinity, which no day is taken from
cross join lateral (select greatest(least(@on::date, date '9999-12-31'), date '0001-01-01') - coalesce(i.due_on, i.invoiced_on) as days) d
join finance.ageing_bucket b on int4range(b.from_days, b.to_days, '[]') @> d.days
where e.code = @book and i.side = 'received' and i.invoiced_on <= @on and i.gross_fen > r.paid_fen
    and not exists (select from finance.invoice_red x where x.invoice_id = i.invoice_id and x.red_on <= @on)
    and not exists (
        select from finance.money_event x join finance.money_event_outcome q on q.event_id = x.event_id and q.outcome = 'posted'
        where x.reverses = i.event_id and x.effective_on <= @on)
order by d.days desc, i.invoice_id
