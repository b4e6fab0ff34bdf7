-- A key under which nothing is accounted has null tonnes: 未计 is not 0. Land without trees is accounted as 0. What is stored, and hashed, has 0 there.
select t.key, t.year, t.stock_kg, t.stock_kg - lag(t.stock_kg) over (partition by t.key order by t.year) as increment_kg
from (
    select t.key, (r.first_year + s.n - 1)::int as year,
           case when sum(t.parcels[1] + t.parcels[2]) > 0 then sum(s.stock_kg)::bigint end as stock_kg
    from growth.township_total_v t
    join growth.run_v r using (run_id)
    cross join lateral unnest(t.stock_kg) with ordinality as s (stock_kg, n)
    where t.run_id = @runId
      and t.dimension = @dimension
      and (@townships::text[] is null or t.township_code = any(@townships))
    group by t.key, r.first_year, s.n
) t
order by t.key collate "C", t.year;
