with parcels as (
    select v.township_code as key, (r.first_year + s.n - 1)::int as year, sum(s.kg)::bigint as stock_kg
    from growth.parcel_result p
    join growth.run r using (run_id)
    join inventory.parcel_version_v v using (parcel_version_id)
    cross join lateral unnest(p.stock_kg) with ordinality as s (kg, n)
    where p.run_id = @runId
    group by 1, 2
)
select count(*)
from parcels p
full join (select t.key, t.year, t.stock_kg from growth.run_total t where t.run_id = @runId and t.dimension = 'township') t using (key, year)
where coalesce(p.stock_kg, 0) is distinct from t.stock_kg;
