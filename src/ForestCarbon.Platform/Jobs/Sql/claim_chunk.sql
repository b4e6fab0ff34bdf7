-- A chunk in another worker's hands is passed over, not waited for.
select c.chunk, c.key
from platform.job_chunk c
join platform.job_run r using (run_id)
where c.run_id = @runId and c.done_at is null and r.state = 'running' and not r.cancel_asked
order by c.chunk
limit 1
for update of c skip locked;
