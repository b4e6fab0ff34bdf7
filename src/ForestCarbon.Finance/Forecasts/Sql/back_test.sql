-- What was forecast of the county (no project) or of one project for a year that has begun, beside what was registered and what came in for its sales in that year.
select y.year, f.scenario, f.made_on, y.issued_t as forecast_t, y.low95, y.median, y.high95,
       (select sum(t.registered_t) from ccer.reduction_tranche_v t join ccer.project_v p using (project_id)
        where extract(year from t.registered_on) = y.year and (@project::text is null or p.code = @project))::bigint as issued_t,
       (select sum(case when v.cash_fen <> 0 then x.amount_fen end) from finance.settlement x join finance.sale s using (sale_id) join finance.money_event_v v on v.event_id = x.event_id
        where v.outcome = 'posted' and not v.is_reversed and extract(year from v.effective_on) = y.year and (@project::text is null or s.project_code = @project))::bigint as received_fen
from finance.forecast_run f
cross join lateral (
    select (e.value ->> 'Year')::int as year, (e.value ->> 'IssuedT')::numeric as issued_t, (e.value -> 'RevenueFen' ->> 'Low95')::numeric as low95,
           (e.value -> 'RevenueFen' ->> 'Median')::numeric as median, (e.value -> 'RevenueFen' ->> 'High95')::numeric as high95
    from jsonb_array_elements(f.years) as e (value)
) y
where f.project_code is not distinct from @project::text and y.year <= extract(year from current_date) and y.year >= extract(year from f.made_on)
order by y.year, f.made_on, f.forecast_id
