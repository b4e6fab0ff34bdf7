select (y.value ->> 'Year')::int as year, f.scenario, f.made_on, (y.value ->> 'IssuedT')::numeric as forecast_t, (y.value -> 'RevenueFen' ->> 'Low95')::numeric as low95,
       (y.value -> 'RevenueFen' ->> 'Median')::numeric as median, (y.value -> 'RevenueFen' ->> 'High95')::numeric as high95,
       (select sum(t.registered_t) from ccer.reduction_tranche_v t where extract(year from t.registered_on) = (y.value ->> 'Year')::int)::bigint as issued_t,
       (select sum(v.cash_fen) from finance.money_event_v v where v.template = 'sale-received' and v.outcome = 'posted' and extract(year from v.effective_on) = (y.value ->> 'Year')::int)::bigint as received_fen
from finance.forecast_run f
cross join lateral jsonb_array_elements(f.years) as y (value)
where f.project_code is null and (y.value ->> 'Year')::int <= extract(year from current_date) and (y.value ->> 'Year')::int > extract(year from f.made_on) - 1
order by year, f.made_on
