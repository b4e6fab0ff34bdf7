select s.book, s.project_code as project, s.outcome, s.amount_fen, (select coalesce(sum(r.revenue_fen), 0)::bigint from finance.distribution_run r where r.sale_id = s.sale_id and r.state <> 'withdrawn') as divided_fen
from finance.sale_v s
where s.sale_id = @sold and not s.is_reversed
