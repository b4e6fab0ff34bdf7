-- True if every open chunk of the run can be had; takes them, so that nobody begins one until this change is over.
with free as materialized (
    select c.chunk from platform.job_chunk c where c.run_id = @runId and c.done_at is null for update skip locked
)
select (select count(*) from free) = (select count(*) from platform.job_chunk c where c.run_id = @runId and c.done_at is null);
