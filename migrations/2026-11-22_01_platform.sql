-- The ground under every module: who may write, what was written, which long runs are on their way, which files are kept.
-- Every table of every module is written through one door (Db.WriteAsync), which names an actor and a reason for the
-- transaction. The triggers below hold that in the database: without an actor no statement changes a row.
create extension if not exists postgis;
create extension if not exists btree_gist;

create schema platform;

-- One chain per written table. A row says who changed the table, why, and in which transaction; its hash covers the
-- previous row's, so a row changed or removed later breaks the chain from there on (`forestcarbon audit verify`).
create table platform.audit_entry (
    chain          text        not null,
    seq            bigint      not null,
    at             timestamptz not null,
    transaction_id xid8        not null,
    actor          text        not null,
    scope          text        not null,
    reason         text        not null,
    operations     text        not null,
    previous_hash  bytea       not null,
    hash           bytea       not null,
    constraint audit_entry_pk primary key (chain, seq),
    constraint audit_entry_hash_length check (octet_length(hash) = 32)
);
create index audit_entry_at on platform.audit_entry (at desc);

create function platform.audit_hash(chain text, seq bigint, at timestamptz, transaction_id xid8, actor text, scope text,
                                    reason text, operations text, previous_hash bytea)
returns bytea language sql immutable parallel safe as $$
    select sha256(previous_hash || convert_to(
        concat_ws(E'\x1f', chain, seq::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  transaction_id::text, actor, scope, reason, operations), 'UTF8'))
$$;

-- Fires once per statement: refuses a write that came past the door, and remembers the table for the audit row.
create function platform.through_the_door() returns trigger language plpgsql as $$
declare
    touched text := coalesce(current_setting('forestcarbon.touched', true), '');
    mark    text := tg_table_schema || '.' || tg_table_name || ':' || lower(tg_op) || ';';
begin
    if coalesce(current_setting('forestcarbon.actor', true), '') = '' then
        raise exception 'no actor is named for this change of %.%', tg_table_schema, tg_table_name
            using errcode = 'FC001', hint = 'Write through Db.WriteAsync, which names actor and reason.';
    end if;
    if tg_argv[0] = 'audited' and position(mark in touched) = 0 then
        perform set_config('forestcarbon.touched', touched || mark, true);
    end if;
    return null;
end $$;

-- Called by the door just before commit: one audit row per touched table, chains locked in one order so that two
-- transactions never wait for each other.
create function platform.append_audit() returns integer language plpgsql as $$
declare
    touched  text := coalesce(current_setting('forestcarbon.touched', true), '');
    touch    record;
    prior    record;
    now_utc  timestamptz := clock_timestamp();
    written  integer := 0;
begin
    for touch in
        select split_part(mark, ':', 1) as chain, string_agg(split_part(mark, ':', 2), ',' order by split_part(mark, ':', 2)) as operations
        from unnest(string_to_array(rtrim(touched, ';'), ';')) as mark
        where mark <> ''
        group by 1
        order by 1
    loop
        perform pg_advisory_xact_lock(hashtextextended('platform.audit:' || touch.chain, 0));
        select e.seq, e.hash into prior from platform.audit_entry e where e.chain = touch.chain order by e.seq desc limit 1;
        insert into platform.audit_entry (chain, seq, at, transaction_id, actor, scope, reason, operations, previous_hash, hash)
        select touch.chain, coalesce(prior.seq, 0) + 1, now_utc, pg_current_xact_id(), current_setting('forestcarbon.actor'),
               current_setting('forestcarbon.scope'), current_setting('forestcarbon.reason'), touch.operations,
               coalesce(prior.hash, sha256(''::bytea)),
               platform.audit_hash(touch.chain, coalesce(prior.seq, 0) + 1, now_utc, pg_current_xact_id(),
                                   current_setting('forestcarbon.actor'), current_setting('forestcarbon.scope'),
                                   current_setting('forestcarbon.reason'), touch.operations,
                                   coalesce(prior.hash, sha256(''::bytea)));
        written := written + 1;
    end loop;
    perform set_config('forestcarbon.touched', '', true);
    return written;
end $$;

-- Puts a table behind the door. 'audited' leaves an audit row per transaction; 'guarded' only asks for an actor
-- (progress of runs, results that a run's own hash covers).
create procedure platform.put_behind_the_door(target regclass, kind text) language plpgsql as $$
begin
    if kind not in ('audited', 'guarded') then
        raise exception 'kind is audited or guarded, not %', kind;
    end if;
    execute format('create trigger through_the_door after insert or update or delete or truncate on %s '
                   'for each statement execute function platform.through_the_door(%L)', target, kind);
end $$;

-- Accounts of people. Passwords are stored as the hash ASP.NET Core Identity makes. No township means the whole county.
create table platform.account (
    account_id      uuid        not null constraint account_pk primary key,
    user_name       text        not null,
    normalized_name text        not null constraint account_name_once unique,
    display_name    text        not null,
    password_hash   text,
    security_stamp  text        not null,
    roles           text[]      not null,
    townships       text[],
    is_demo         boolean     not null default false,
    language        text        not null default 'zh-Hans' constraint account_language check (language in ('zh-Hans', 'en')),
    area_unit       text        not null default 'mu' constraint account_area_unit check (area_unit in ('mu', 'ha')),
    theme           text        not null default 'system' constraint account_theme check (theme in ('system', 'light', 'dark')),
    failed_count    integer     not null default 0,
    locked_until    timestamptz,
    created_at      timestamptz not null default now(),
    constraint account_has_a_role check (cardinality(roles) > 0)
);
call platform.put_behind_the_door('platform.account', 'audited');

-- Facts about this installation that are not code: is the county a demonstration, which calendar years are loaded …
create table platform.setting (
    key   text not null constraint setting_pk primary key,
    value text not null
);
call platform.put_behind_the_door('platform.setting', 'audited');

-- A request that must take effect once carries a key; the same key with another body is a conflict.
create table platform.idempotency_key (
    key         text        not null,
    account_id  text        not null,
    fingerprint bytea       not null,
    response    jsonb,
    created_at  timestamptz not null default now(),
    constraint idempotency_key_pk primary key (account_id, key)
);
call platform.put_behind_the_door('platform.idempotency_key', 'guarded');

-- Uploaded files, by content. The bytes lie under FORESTCARBON_HOME/files/<first two>/<sha256>.
create table platform.stored_file (
    sha256     bytea       not null constraint stored_file_pk primary key,
    bytes      bigint      not null,
    name       text        not null,
    stored_by  text        not null,
    stored_at  timestamptz not null default now(),
    constraint stored_file_hash_length check (octet_length(sha256) = 32)
);
call platform.put_behind_the_door('platform.stored_file', 'audited');

-- Long work of any kind. A run is cut into chunks; each chunk is one transaction and safe to run twice. A worker holds
-- a chunk by a row lock that dies with its connection, so a killed worker costs one chunk and no waiting.
create table platform.job_run (
    run_id        bigint      generated always as identity constraint job_run_pk primary key,
    kind          text        not null,
    title         text        not null,
    arguments     jsonb       not null,
    state         text        not null default 'waiting'
                  constraint job_run_state check (state in ('waiting', 'running', 'finished', 'failed', 'cancelled')),
    requested_by  text        not null,
    created_at    timestamptz not null default now(),
    started_at    timestamptz,
    ended_at      timestamptz,
    worker        text,
    heartbeat_at  timestamptz,
    attempts      integer     not null default 0,
    cancel_asked  boolean     not null default false,
    failure       text
);
create index job_run_newest on platform.job_run (kind, run_id desc);
call platform.put_behind_the_door('platform.job_run', 'guarded');

create table platform.job_chunk (
    run_id   bigint  not null constraint job_chunk_run_fk references platform.job_run on delete cascade,
    chunk    integer not null,
    key      text    not null,
    weight   bigint  not null default 1,
    done_at  timestamptz,
    note     text,
    constraint job_chunk_pk primary key (run_id, chunk)
);
create index job_chunk_open on platform.job_chunk (run_id, chunk) where done_at is null;
call platform.put_behind_the_door('platform.job_chunk', 'guarded');
