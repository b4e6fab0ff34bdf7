-- What a scenario says of a stage today: its newest reading that was not withdrawn, else what was shipped or taken over. Readers are the accounts that read the newest figures since others stood; two verify them.
create or replace view finance.forecast_stage_v as
with standing as (
    select x.reading_id, x.scenario, x.state, x.probability, x.lag_months, x.source, x.read_by, x.read_at
    from finance.forecast_stage_reading x
    where x.withdraws is null and not exists (select from finance.forecast_stage_reading w where w.withdraws = x.reading_id)
)
select scenario, state, coalesce(r.probability, g.probability) as probability, coalesce(r.lag_months, g.lag_months) as lag_months, coalesce(r.source, g.source) as source,
       case when r.reading_id is null then g.mark else '?' end as mark, coalesce(r.readers, 0) as readers, r.reading_id, r.read_by, r.read_at
from finance.forecast_stage g
full join (
    select distinct on (x.scenario, x.state) x.scenario, x.state, x.reading_id, x.probability, x.lag_months, x.source, x.read_by, x.read_at, (
        select count(distinct y.read_by)::int from standing y
        where y.scenario = x.scenario and y.state = x.state and (y.probability, y.lag_months) = (x.probability, x.lag_months) and not exists (
            select from standing z
            where z.scenario = x.scenario and z.state = x.state and z.reading_id > y.reading_id and (z.probability, z.lag_months) <> (x.probability, x.lag_months))) as readers
    from standing x
    order by x.scenario, x.state, x.reading_id desc
) r using (scenario, state);

drop trigger if exists keep_stage_reading on finance.forecast_stage_reading;
create trigger keep_stage_reading before update or delete on finance.forecast_stage_reading for each row execute function finance.keep();
