select s.schedule as key, s.name_zh, s.name_en, s.cron, s.is_enabled, s.responsible, s.changed_by, s.changed_at,
       r.run_id as last_run_id, r.state as last_state, r.started_at as last_started_at, r.failure as last_failure
from platform.schedule s
left join lateral (
    select j.run_id, j.state, j.started_at, j.failure
    from platform.job_run j
    where j.schedule = s.schedule
    order by j.run_id desc
    limit 1) r on true
order by s.schedule;
