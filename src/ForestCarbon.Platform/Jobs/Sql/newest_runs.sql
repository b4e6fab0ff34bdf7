select r.run_id, r.kind, r.title, r.state, r.requested_by, r.created_at, r.started_at, r.ended_at, r.attempts, r.cancel_asked, r.failure, r.failure_en,
       count(c.chunk)::int as chunks, (count(c.chunk) filter (where c.done_at is not null))::int as chunks_done,
       coalesce(sum(c.weight), 0)::bigint as weight, coalesce(sum(c.weight) filter (where c.done_at is not null), 0)::bigint as weight_done
from (select j.* from platform.job_run j order by j.run_id desc limit @limit) r
left join platform.job_chunk c using (run_id)
group by r.run_id, r.kind, r.title, r.state, r.requested_by, r.created_at, r.started_at, r.ended_at, r.attempts, r.cancel_asked, r.failure, r.failure_en
order by r.run_id desc;
