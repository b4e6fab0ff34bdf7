-- Who worked on runs: whoever did a chunk, with how many, and who began on a run last, with none yet where it has done none.
select w.run_id, w.worker, count(c.chunk)::int as chunks
from (select r.run_id, r.worker from platform.job_run r where r.run_id = any(@runs) and r.worker is not null
      union
      select d.run_id, d.worker from platform.job_chunk d where d.run_id = any(@runs) and d.worker is not null) w
left join platform.job_chunk c on c.run_id = w.run_id and c.worker = w.worker
group by w.run_id, w.worker
order by w.run_id, count(c.chunk) desc, w.worker;
