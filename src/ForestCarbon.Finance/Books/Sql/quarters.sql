select extract(year from v.effective_on)::int as year, extract(quarter from v.effective_on)::int as quarter,
       coalesce(sum(v.cash_fen) filter (where v.cash_fen > 0 and v.template not in ('opening', 'loan-received')), 0)::bigint as received_fen,
       coalesce(-sum(v.cash_fen) filter (where v.cash_fen < 0), 0)::bigint as paid_fen
from finance.entity_v e
join finance.money_event v on v.book_id = e.book_id and v.effective_on between @from and @through
join finance.money_event_outcome o on o.event_id = v.event_id and o.outcome = 'posted'
where e.code = @book
group by 1, 2
order by 1, 2
