-- What a part of a run noted is kept in English as well, so that the nightly checks are read by those who read English. Notes of before are without.
alter table platform.job_chunk add column note_en text;
comment on column platform.job_chunk.note_en is 'the note in English; null where it is known in Chinese only';
