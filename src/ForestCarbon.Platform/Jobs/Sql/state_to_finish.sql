-- ready: every chunk is done and nobody has finished it yet; open: a chunk came free again after a worker was lost.
select case
           when r.state <> 'running' then 'ended'
           when r.cancel_asked then 'cancelled'
           when exists (select from platform.job_chunk c where c.run_id = r.run_id and c.done_at is null) then 'open'
           else 'ready'
       end
from platform.job_run r
where r.run_id = @runId;
