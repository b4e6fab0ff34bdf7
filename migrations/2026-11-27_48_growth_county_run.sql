-- A run of another horizon than the standard one (from the inventory's year, 40 increments) is a question somebody asked; it is the
-- county's figure only where a person says so, with a reason.
create table growth.county_run (
    run_id   bigint      not null constraint county_run_pk primary key constraint county_run_run_fk references growth.run,
    reason   text        not null constraint county_run_has_reason check (length(trim(reason)) > 0),
    named_by text        not null,
    named_at timestamptz not null default now()
);
comment on table growth.county_run is 'runs of another horizon that somebody named as the county''s';
call platform.put_behind_the_door('growth.county_run', 'audited');
