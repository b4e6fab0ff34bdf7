select extract(year from m.month)::int as year, extract(quarter from m.month)::int as quarter,
       coalesce(sum(m.received_fen) filter (where m.template not in ('opening', 'loan-received')), 0)::bigint as received_fen, coalesce(sum(m.paid_fen), 0)::bigint as paid_fen
from finance.entity_v e
join finance.cash_month m on m.book_id = e.book_id and m.month between @from and @through
where e.code = @book
group by 1, 2
order by 1, 2
