-- From which tonnes a year's sales came: by project and vintage, with what was agreed and what came in for them.
select s.project_code, s.vintage, count(*)::int as sales, sum(s.tonnes)::bigint as tonnes, sum(s.amount_fen)::bigint as amount_fen, sum(s.received_fen)::bigint as received_fen
from finance.sale_v s
where s.book = @book and s.traded_on between @from and @through and s.outcome = 'posted' and not s.is_reversed
group by s.project_code, s.vintage
order by amount_fen desc, s.project_code, s.vintage
