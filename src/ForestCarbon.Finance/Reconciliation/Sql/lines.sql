select l.bank_line_id, l.dated, l.amount_fen, l.counterparty, l.note, l.serial, l.file_name, l.is_settled, l.explanation, m.because,
       coalesce(m.events, '{}') as events, coalesce(m.vouchers, '{}') as vouchers
from finance.bank_line_v l
left join lateral (
    select min(x.because) as because, array_agg(x.event_id order by x.event_id) as events, array_agg(v.voucher order by x.event_id) as vouchers
    from finance.bank_match x join finance.money_event_v v using (event_id) where x.bank_line_id = l.bank_line_id
) m on true
where l.book = @book and (not @open or not l.is_settled)
order by l.dated desc, l.bank_line_id desc
limit @limit
