-- What was forecast of the county (no project) or of one project for a year that has begun, beside what the subsidiary book took in as issued and what came in for
-- sales in that year, of the projects the forecast was made of. In the year it was made in, what came before its day was no forecast any more and is left out.
-- A forecast of the county that was kept without its projects is compared with nothing.
select y.year, f.scenario, f.made_on, y.issued_t as forecast_t, y.low95, y.median, y.high95, p.projects, coalesce((f.inputs ->> 'Demonstration')::boolean, false) as is_demonstration,
       case when p.projects is not null then
           (select coalesce(sum(a.tonnes), 0) from ledger.act_v a
            where a.kind = 'issue' and a.outcome = 'confirmed' and a.reversed_by is null and a.project = any (p.projects) and extract(year from a.effective_on) = y.year and a.effective_on >= f.made_on)::bigint end as issued_t,
       case when p.projects is not null then
           (select coalesce(sum(case when v.cash_fen <> 0 then x.amount_fen end), 0)
            from finance.settlement x join finance.sale s using (sale_id) join finance.money_event_v v on v.event_id = x.event_id
            where v.outcome = 'posted' and not v.is_reversed and extract(year from v.effective_on) = y.year and v.effective_on >= f.made_on and s.project_code = any (p.projects))::bigint end as received_fen
from finance.forecast_run f
cross join lateral (
    select case when f.project_code is not null then array[f.project_code]
                when jsonb_exists(f.inputs, 'Codes') then array(select c.code from jsonb_array_elements_text(f.inputs -> 'Codes') as c (code)) end as projects
) p
cross join lateral (
    select (e.value ->> 'Year')::int as year, (e.value ->> 'IssuedT')::numeric as issued_t, (e.value -> 'RevenueFen' ->> 'Low95')::numeric as low95,
           (e.value -> 'RevenueFen' ->> 'Median')::numeric as median, (e.value -> 'RevenueFen' ->> 'High95')::numeric as high95
    from jsonb_array_elements(f.years) as e (value)
) y
where f.project_code is not distinct from @project::text and y.year <= extract(year from current_date) and y.year >= extract(year from f.made_on)
order by y.year, f.made_on, f.forecast_id
