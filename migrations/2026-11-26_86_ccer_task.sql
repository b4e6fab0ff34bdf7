-- Tasks with an owner and a due date, reminders that were sent, and the keys under which a calendar program may read an account's feed.
create table ccer.task (
    task_id     bigint      generated always as identity constraint task_pk primary key,
    title       text        not null constraint task_title check (length(trim(title)) between 1 and 200),
    href        text        constraint task_href check (href ~ '^/[^/\\]'),
    owner       text        not null constraint task_owner check (owner ~ '^(account|role):.'),
    due_on      date        not null,
    is_estimate boolean     not null default false,
    period_kind text,
    period_from date,
    remind_days smallint    not null default 5 constraint task_remind check (remind_days between 0 and 60),
    note        text,
    made_by     text        not null,
    made_at     timestamptz not null default now(),
    done_by     text,
    done_at     timestamptz,
    done_note   text,
    constraint task_period check ((period_kind is null) = (period_from is null)),
    constraint task_done check ((done_by is null) = (done_at is null))
);
comment on column ccer.task.owner is 'whom it concerns: account:… or role:…';
comment on column ccer.task.is_estimate is 'true: the due date counts weekends only, because a year it reaches into has no calendar yet';
comment on column ccer.task.remind_days is 'working days before the due date on which the owner is told';
create index task_open on ccer.task (due_on) where done_at is null;
call platform.put_behind_the_door('ccer.task', 'audited');

-- One reminder of a kind per deadline and due date, however often the job runs.
create table ccer.deadline_reminder (
    deadline text not null,
    due_on   date not null,
    kind     text not null constraint deadline_reminder_kind check (kind in ('ahead', 'due', 'overdue')),
    sent_on  date not null,
    constraint deadline_reminder_pk primary key (deadline, due_on, kind)
);
call platform.put_behind_the_door('ccer.deadline_reminder', 'audited');

-- Calendar programs send no password and no header, so the address holds a key; only its hash is kept, and it opens nothing else.
create table ccer.calendar_feed (
    key_sha256 bytea       not null constraint calendar_feed_pk primary key constraint calendar_feed_hash check (octet_length(key_sha256) = 32),
    account_id uuid        not null constraint calendar_feed_account_fk references platform.account,
    made_at    timestamptz not null default now(),
    revoked_at timestamptz
);
create index calendar_feed_account on ccer.calendar_feed (account_id) where revoked_at is null;
call platform.put_behind_the_door('ccer.calendar_feed', 'audited');

-- The table stands behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '计划：期限提醒', true);
    insert into platform.schedule (schedule, name_zh, name_en, cron, is_enabled) values
        ('deadline-reminders', '期限提醒', 'Deadline reminders', '30 7 * * *', true);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
