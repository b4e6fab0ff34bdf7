-- Open amounts of a book's sales on a day: due and received by vouchers posted and effective by then.
select s.sale_id, s.event_id, s.buyer, s.trade_number, c.code as contract, s.contract_id, s.project_code, s.traded_on, s.due_on, s.amount_fen, r.received_fen, s.amount_fen - r.received_fen as left_fen,
       d.days, b.place as bucket, s.is_demonstration
from finance.sale s
join finance.entity e using (book_id)
join finance.money_event_outcome o on o.event_id = s.event_id and o.outcome = 'posted'
left join finance.contract c using (contract_id)
cross join lateral (
    select coalesce(sum(t.amount_fen), 0)::bigint as received_fen from finance.settled_on(@on) t where t.sale_id = s.sale_id
) r
-- the ends of the calendar reach the server as infinity, which no day is taken from
cross join lateral (select greatest(least(@on::date, date '9999-12-31'), date '0001-01-01') - coalesce(s.due_on, s.traded_on) as days) d
join finance.ageing_bucket b on int4range(b.from_days, b.to_days, '[]') @> d.days
where e.code = @book and s.traded_on <= @on and s.amount_fen > r.received_fen
    and not exists (
        select from finance.money_event v join finance.money_event_outcome p on p.event_id = v.event_id and p.outcome = 'posted'
        where v.template = 'sale-reversed' and v.subject_kind = 'act' and v.subject_id = s.act_id::text and v.effective_on <= @on)
order by d.days desc, s.sale_id
