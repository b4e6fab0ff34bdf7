-- A run that was begun very often without an end is left to a person: it may be what kills its workers.
select r.run_id, r.kind, r.attempts, (count(c.chunk) filter (where c.done_at is not null))::int as chunks_done
from platform.job_run r
left join platform.job_chunk c using (run_id)
where r.state in ('waiting', 'running') and r.attempts < @attempts
group by r.run_id
order by r.run_id;
