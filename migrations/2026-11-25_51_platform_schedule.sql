-- Work that comes by itself, and what a person must be told of. A schedule's calendar is data of ours; whatever starts the work
-- (docs/adr/0009) reads it from here, so that a page can change it.
create table platform.schedule (
    schedule    text        not null constraint schedule_pk primary key,
    name_zh     text        not null,
    name_en     text        not null,
    cron        text        not null,
    is_enabled  boolean     not null,
    responsible text,
    changed_by  text        not null default 'installation',
    changed_at  timestamptz not null default now()
);
comment on column platform.schedule.cron is 'minute hour day month weekday, the county''s own clock (Asia/Shanghai)';
comment on column platform.schedule.responsible is 'actor who is told when it fails; null: every administrator';
insert into platform.schedule (schedule, name_zh, name_en, cron, is_enabled) values
    ('yearly-accounting', '年度核算', 'Yearly accounting', '0 2 5 1 *', true),
    ('accounting-after-import', '导入后重新核算', 'Accounting after an accepted import', '*/5 * * * *', true),
    ('curve-refit', '重新拟合曲线（建议稿）', 'Curve refit, as a proposal', '0 3 10 1 *', true),
    ('integrity', '每夜完整性检查', 'Nightly integrity checks', '30 2 * * *', true);
call platform.put_behind_the_door('platform.schedule', 'audited');

alter table platform.job_run add column schedule text constraint job_run_schedule_fk references platform.schedule;

-- Told once; read when the person says so. recipient is an actor's id, or role:<key> for whoever holds the role.
create table platform.notice (
    notice_id bigint      generated always as identity constraint notice_pk primary key,
    recipient text        not null,
    kind      text        not null,
    title     text        not null,
    detail    text,
    href      text        not null,
    at        timestamptz not null default now(),
    read_by   text,
    read_at   timestamptz
);
create index notice_unread on platform.notice (recipient, notice_id desc) where read_at is null;
call platform.put_behind_the_door('platform.notice', 'audited');
