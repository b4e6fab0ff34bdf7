-- What happened: entries, each a whole act with its key, and their postings. Append-only; the application's role cannot
-- even insert, it calls the functions of ledger.posting.sql. No foreign keys on this path: checking one locks the row it
-- points at, and sixteen writers on one account or record would queue there. The functions look the rows up under the
-- locks they hold anyway, and nothing they point at can be deleted by the application.
create sequence ledger.entry_number;

create table ledger.entry (
    entry_id     bigint      not null constraint entry_pk primary key,
    kind         text        not null constraint entry_kind
                             check (kind in ('posting', 'pending', 'post', 'void', 'expire', 'reversal')),
    key          text        not null constraint entry_key_once unique,
    fingerprint  bytea       not null,
    effective_on date        not null,
    recorded_at  timestamptz not null,
    actor        text        not null constraint entry_actor check (actor <> ''),
    reason       text        not null,
    record_id    bigint,
    resolves     bigint      constraint entry_resolves_once unique,
    reverses     bigint      constraint entry_reverses_once unique,
    corrects     bigint,
    expires_at   timestamptz,
    lines        integer     not null constraint entry_lines check (lines > 0),
    hash         bytea       not null,
    constraint entry_resolution_names_its_pending check ((kind in ('post', 'void', 'expire')) = (resolves is not null)),
    constraint entry_reversal_names_what_it_reverses check ((kind = 'reversal') = (reverses is not null)),
    constraint entry_only_pending_expires check (expires_at is null or kind = 'pending')
);
create index entry_pending on ledger.entry (expires_at) where kind = 'pending';
create index entry_of_record on ledger.entry (record_id) where record_id is not null;
grant select on ledger.entry to forestcarbon_app;

-- A posting moves an amount from the credited account to the debited one, so that Σ debit = Σ credit holds in every row.
-- It stands in the chains of both accounts: *_seq is its place there, *_previous the head it found.
-- Serials are those of the tonnes moved, pairs of issuance and range.
create table ledger.posting (
    entry_id          bigint      not null,
    line              integer     not null,
    book_id           bigint      not null,
    asset_id          bigint      not null,
    debit_account_id  bigint      not null,
    credit_account_id bigint      not null,
    amount            bigint      not null constraint posting_amount check (amount between 1 and 1000000000000000),
    stage             text        not null constraint posting_stage check (stage in ('posted', 'pending', 'voided', 'expired')),
    pair              integer,
    effective_on      date        not null,
    recorded_at       timestamptz not null,
    issuance_ids      bigint[],
    serials           int8range[],
    debit_seq         bigint      not null,
    credit_seq        bigint      not null,
    debit_previous    bytea       not null,
    credit_previous   bytea       not null,
    hash              bytea       not null,
    constraint posting_pk primary key (entry_id, line),
    constraint posting_debit_place unique (debit_account_id, debit_seq),
    constraint posting_credit_place unique (credit_account_id, credit_seq),
    constraint posting_two_accounts check (debit_account_id <> credit_account_id),
    constraint posting_serials_in_pairs check (coalesce(cardinality(issuance_ids), 0) = coalesce(cardinality(serials), 0))
);
grant select on ledger.posting to forestcarbon_app;

-- Where every serial stands now. No two rows of an issuance overlap; that none is missing follows from the lengths, which
-- a split keeps. Reserved rows belong to a pending posting and to nobody else.
create table ledger.lot (
    lot_id         bigint    generated always as identity constraint lot_pk primary key,
    issuance_id    bigint    not null,
    account_id     bigint    not null,
    serials        int8range not null constraint lot_is_not_empty check (not isempty(serials)),
    reserved_entry bigint,
    reserved_line  integer,
    constraint lot_reserved_whole check ((reserved_entry is null) = (reserved_line is null)),
    constraint lot_serials_apart exclude using gist (issuance_id with =, serials with &&)
) with (fillfactor = 70);
create index lot_of_account on ledger.lot (account_id, issuance_id, serials);
create index lot_reserved on ledger.lot (reserved_entry, reserved_line) where reserved_entry is not null;
grant select on ledger.lot to forestcarbon_app;

-- Closing of a book's periods: one asks, another confirms; then nothing is posted on or before that day, for good.
create table ledger.period_close (
    period_close_id bigint      generated always as identity constraint period_close_pk primary key,
    book_id         bigint      not null constraint period_close_book_fk references ledger.book,
    closed_through  date        not null,
    asked_by        text        not null,
    asked_at        timestamptz not null,
    confirmed_by    text,
    confirmed_at    timestamptz,
    constraint period_close_once unique (book_id, closed_through),
    constraint period_close_confirmed_whole check ((confirmed_by is null) = (confirmed_at is null)),
    constraint period_close_maker_is_not_checker check (confirmed_by is null or confirmed_by <> asked_by)
);
create index period_close_latest on ledger.period_close (book_id, closed_through desc) where confirmed_at is not null;
call platform.put_behind_the_door('ledger.period_close', 'audited');
grant select on ledger.period_close to forestcarbon_app;

-- Why the ledger takes no postings, and who allowed them again. A halt is lifted by another than who halted.
create table ledger.halt (
    halt_id   bigint      generated always as identity constraint halt_pk primary key,
    halted_at timestamptz not null,
    halted_by text        not null,
    reason    text        not null,
    lifted_at timestamptz,
    lifted_by text,
    lifted_because text,
    constraint halt_lifted_whole check ((lifted_at is null) = (lifted_by is null)),
    constraint halt_maker_is_not_checker check (lifted_by is null or lifted_by <> halted_by)
);
create index halt_open on ledger.halt (halt_id) where lifted_at is null;
call platform.put_behind_the_door('ledger.halt', 'audited');
grant select on ledger.halt to forestcarbon_app;

-- What a posting function answers: the entry, when it was recorded, and whether the key had been used for it before.
create type ledger.outcome as (entry_id bigint, recorded_at timestamptz, is_replay boolean);
