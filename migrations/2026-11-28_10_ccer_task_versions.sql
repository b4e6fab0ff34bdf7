-- A task that was entered wrongly, or is given to somebody else, is changed where it stands; what it said until then is kept, with who changed it and
-- when, whatever way the change came. What was done is done: such a task says for good what it was.
create table ccer.task_version (
    task_id     bigint      not null constraint task_version_task_fk references ccer.task,
    version     integer     not null,
    title       text        not null,
    owner       text        not null,
    due_on      date        not null,
    is_estimate boolean     not null,
    period_kind text,
    period_from date,
    remind_days smallint    not null,
    note        text,
    replaced_by text        not null,
    replaced_at timestamptz not null default clock_timestamp(),
    constraint task_version_pk primary key (task_id, version)
);
comment on table ccer.task_version is 'what a task said before it was changed, the oldest first';
call platform.put_behind_the_door('ccer.task_version', 'audited');

create function ccer.keep_task_version() returns trigger language plpgsql as $$
begin
    raise exception 'what a task said is never changed' using errcode = 'FC011';
end $$;
create trigger keep before update or delete on ccer.task_version for each row execute function ccer.keep_task_version();

create function ccer.keep_task() returns trigger language plpgsql as $$
begin
    if old.done_at is not null then
        raise exception 'a task that is done is never changed' using errcode = 'FC011';
    end if;
    if (new.title, new.owner, new.due_on, new.is_estimate, new.period_kind, new.period_from, new.remind_days, new.note)
       is distinct from (old.title, old.owner, old.due_on, old.is_estimate, old.period_kind, old.period_from, old.remind_days, old.note) then
        insert into ccer.task_version (task_id, version, title, owner, due_on, is_estimate, period_kind, period_from, remind_days, note, replaced_by)
        select old.task_id, coalesce(max(v.version), 0) + 1, old.title, old.owner, old.due_on, old.is_estimate, old.period_kind, old.period_from, old.remind_days, old.note,
               coalesce(nullif(current_setting('forestcarbon.actor', true), ''), session_user)
        from ccer.task_version v
        where v.task_id = old.task_id;
    end if;
    return new;
end $$;
create trigger keep before update on ccer.task for each row execute function ccer.keep_task();
