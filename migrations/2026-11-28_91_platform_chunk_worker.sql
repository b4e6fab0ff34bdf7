-- The run holds who began on it last; where several work on one, who did what is told by its chunks alone.
alter table platform.job_chunk add column worker text;
comment on column platform.job_chunk.worker is 'machine and process that did it; null while it is open, and of chunks done before it was kept';
