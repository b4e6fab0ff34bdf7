-- Why a run stopped is told to readers of both languages; without the English the page marks the Chinese as such.
alter table platform.job_run add column failure_en text;
comment on column platform.job_run.failure_en is 'the sentence of failure in English; null where it is known in Chinese only';
