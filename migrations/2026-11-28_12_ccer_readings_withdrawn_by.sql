-- A wrong reading of an account that is gone was in the way for good: nobody but its reader could withdraw it. An administrator may now, with a reason; who
-- withdrew it is kept (repeatable/ccer.parameter_readings.sql lets this column be written, once, with the others).
alter table ccer.parameter_reading
    add column withdrawn_by text,
    add constraint parameter_reading_withdrawn_by check (withdrawn_by is null or withdrawn_at is not null);
comment on column ccer.parameter_reading.withdrawn_by is 'null also of readings withdrawn before this was kept: their reader did it';
