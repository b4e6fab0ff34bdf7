select b.batch_id, t.name_zh, t.name_en, b.made_at, b.returned_at, b.event_id, count(p.serial)::int as lines, coalesce(sum(p.amount_fen), 0)::bigint as amount_fen,
       coalesce(sum(p.amount_fen) filter (where p.outcome = 'paid'), 0)::bigint as paid_fen, (count(*) filter (where p.outcome = 'returned'))::int as returned
from finance.payment_batch b
join finance.payment_template t using (payment_template)
left join finance.payment_line p using (batch_id)
where b.list_id = @listId
group by b.batch_id, t.name_zh, t.name_en, b.made_at, b.returned_at, b.event_id
order by b.batch_id
