-- A file sent from a page is read by a worker; how far it is must show before the import exists, whose transaction commits at
-- its end.
create table inventory.upload (
    upload_id   bigint      generated always as identity constraint upload_pk primary key,
    file_name   text        not null,
    layer       text        not null,
    request     jsonb       not null,
    state       text        not null default 'waiting'
                constraint upload_state check (state in ('waiting', 'reading', 'staged', 'unreadable', 'already', 'failed')),
    rows_read   bigint      not null default 0,
    rows_stated bigint,
    import_id   bigint,
    sentence    text,
    sent_by     text        not null,
    sent_at     timestamptz not null default now(),
    ended_at    timestamptz
);
comment on column inventory.upload.rows_stated is 'rows the file announces; null where it announces none';
call platform.put_behind_the_door('inventory.upload', 'guarded');
