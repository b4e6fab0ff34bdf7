-- Of a run whose data were taken back some parcels have no township any more: the sum over all of them is compared.
with run as (
    select r.run_id, r.first_year, growth.is_taken_back(r.generation) as is_back
    from growth.run r
    where r.run_id = @runId
), parcels as (
    select case when r.is_back then '' else v.township_code end as key, (r.first_year + s.n - 1)::int as year, sum(s.kg)::bigint as stock_kg
    from growth.parcel_result p
    join run r using (run_id)
    left join inventory.parcel_version_v v using (parcel_version_id)
    cross join lateral unnest(p.stock_kg) with ordinality as s (kg, n)
    where p.run_id = @runId
    group by 1, 2
), totals as (
    select case when r.is_back then '' else t.key end as key, t.year, sum(t.stock_kg)::bigint as stock_kg
    from growth.run_total t
    join run r using (run_id)
    where t.run_id = @runId and t.dimension = 'township'
    group by 1, 2
)
select count(*)
from parcels p
full join totals t using (key, year)
where coalesce(p.stock_kg, 0) is distinct from t.stock_kg;
