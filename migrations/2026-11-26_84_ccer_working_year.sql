-- The State Council's holiday notices as data. What the program ships holds at once; a year somebody enters holds when a second
-- account has compared it with the notice. A later notice of the same year supersedes; nothing is overwritten.
create table ccer.working_year (
    working_year_id bigint      generated always as identity constraint working_year_pk primary key,
    year            smallint    not null constraint working_year_range check (year between 2000 and 2100),
    source          text        not null constraint working_year_source check (length(trim(source)) > 0),
    mark            text        not null,
    file_sha256     bytea       constraint working_year_file_fk references platform.stored_file,
    entered_by      text        not null,
    entered_at      timestamptz not null default now(),
    approved_by     text,
    approved_at     timestamptz,
    withdrawn_by    text,
    withdrawn_at    timestamptz,
    superseded_by   bigint      constraint working_year_superseded_fk references ccer.working_year deferrable initially deferred,
    constraint working_year_two_accounts check (approved_by is null or approved_by <> entered_by or entered_by = 'installation'),
    constraint working_year_withdrawn_before check (withdrawn_at is null or approved_at is null)
);
create unique index working_year_one on ccer.working_year (year) where approved_at is not null and superseded_by is null;
call platform.put_behind_the_door('ccer.working_year', 'audited');

create table ccer.working_year_day (
    working_year_id bigint  not null constraint working_year_day_year_fk references ccer.working_year,
    day             date    not null,
    is_make_up      boolean not null,
    name            text    not null,
    constraint working_year_day_pk primary key (working_year_id, day),
    constraint working_year_day_make_up check (not is_make_up or extract(isodow from day) >= 6)
);
comment on column ccer.working_year_day.is_make_up is 'true: a weekend day that works; false: a holiday';
call platform.put_behind_the_door('ccer.working_year_day', 'audited');

-- A notice says for good what it said: only its approval, its withdrawal or its heir may be added, each once.
create function ccer.keep_working_year() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
       or (to_jsonb(new) - '{approved_by,approved_at,withdrawn_by,withdrawn_at,superseded_by}'::text[])
          is distinct from (to_jsonb(old) - '{approved_by,approved_at,withdrawn_by,withdrawn_at,superseded_by}'::text[])
       or (old.approved_at is not null and new.approved_at is distinct from old.approved_at)
       or (old.approved_by is not null and new.approved_by is distinct from old.approved_by)
       or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
       or (old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by) then
        raise exception 'a holiday notice is superseded, never overwritten' using errcode = 'FC011';
    end if;
    return new;
end $$;
create function ccer.keep_working_year_day() returns trigger language plpgsql as $$
begin
    raise exception 'a holiday notice is superseded, never overwritten' using errcode = 'FC011';
end $$;
create trigger keep before update or delete on ccer.working_year for each row execute function ccer.keep_working_year();
create trigger keep before update or delete on ccer.working_year_day for each row execute function ccer.keep_working_year_day();
