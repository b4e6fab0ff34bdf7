select b.batch_id, t.name_zh, t.name_en, b.made_at, b.returned_at, b.event_id, count(p.serial)::int as lines, coalesce(sum(p.amount_fen), 0)::bigint as amount_fen,
       coalesce(sum(p.amount_fen) filter (where p.outcome = 'paid'), 0)::bigint as paid_fen, (count(*) filter (where p.outcome = 'returned' and b.returned_at is not null))::int as returned,
       (count(*) filter (where exists (select from finance.account_change_v c where c.list_id = p.list_id and c.line = p.line and (c.account_no, c.account_name) = (p.account_no, p.account_name))))::int as changed,
       u.event_id as undone_event_id, u.voucher as undone_voucher, u.reversed_by as undone_by, u.because as undone_because
from finance.payment_batch b
join finance.payment_template t using (payment_template)
left join finance.payment_line p using (batch_id)
left join lateral (
    select x.event_id, v.voucher, x.reversed_by, r.summary as because
    from finance.payment_answer_undone x
    join finance.money_event_v v on v.event_id = x.event_id
    left join finance.money_event r on r.event_id = x.reversed_by
    where x.batch_id = b.batch_id order by x.undone_at desc limit 1
) u on true
where b.list_id = @listId
group by b.batch_id, t.name_zh, t.name_en, b.made_at, b.returned_at, b.event_id, u.event_id, u.voucher, u.reversed_by, u.because
order by b.batch_id
