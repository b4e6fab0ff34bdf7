-- What must hold of every finished run. A row returned is a fault: the first column says which.
select 'the totals of a dimension differ from the county''s' as fault, format('运行 %s，%s，%s 年', t.run_id, t.dimension, t.year) as subject
from growth.run_total t
join growth.run r on r.run_id = t.run_id and r.finished_at is not null
join growth.run_total c on c.run_id = t.run_id and c.dimension = 'county' and c.year = t.year
group by t.run_id, t.dimension, t.year, c.stock_kg
having sum(t.stock_kg) <> c.stock_kg
limit 10;
