-- The ledger of tonnes and money: what there is to account for, and whose accounts there are. One mechanism, two kinds of
-- asset: whole tonnes of CO2e by series and vintage, and whole fen. States of tonnes are accounts, so that freezing,
-- pledging and cancelling are postings like any other.
-- The application's role may declare (insert) and read; it may change nothing. Every table of this schema states its own
-- rights here, because `grants.sql` gives the application no more than reading in it.
create schema ledger;

-- One book per accounting entity, and one subsidiary book (备查账) in which every holder's tonnes stand. The chart of
-- accounts and the posting templates of a book are data of Finance.
create table ledger.book (
    book_id           bigint generated always as identity constraint book_pk primary key,
    code              text   not null constraint book_code_once unique,
    name              text   not null,
    kind              text   not null constraint book_kind check (kind in ('subsidiary', 'entity')),
    accounting_system text   constraint book_accounting_system
                             check (accounting_system in ('政府会计', '企业会计准则', '农村集体经济组织会计制度')),
    constraint book_of_an_entity_has_a_system check ((kind = 'entity') = (accounting_system is not null))
);
call platform.put_behind_the_door('ledger.book', 'audited');
grant select, insert on ledger.book to forestcarbon_app;

-- Fen, or the tonnes of one series and vintage.
create table ledger.asset (
    asset_id bigint generated always as identity constraint asset_pk primary key,
    code     text   not null constraint asset_code_once unique,
    kind     text   not null constraint asset_kind check (kind in ('money', 'tonnes')),
    series   text,
    vintage  integer,
    constraint asset_of_tonnes_has_series_and_vintage check ((kind = 'tonnes') = (series is not null and vintage is not null)),
    constraint asset_kind_pair unique (asset_id, kind)
);
call platform.put_behind_the_door('ledger.asset', 'audited');
grant select, insert on ledger.asset to forestcarbon_app;

-- Where a tonne can stand. Final states are left by nothing, not even by a reversal.
create table ledger.state (
    state       text    not null constraint state_pk primary key,
    kind        text    not null constraint state_kind check (kind in ('source', 'live', 'frozen', 'outside', 'cancelled')),
    name_zh     text    not null,
    name_en     text    not null,
    normal_side text    not null,
    is_final    boolean not null,
    constraint state_final_is_cancelled check (is_final = (kind = 'cancelled')),
    constraint state_sides check (normal_side = case kind when 'source' then 'credit' else 'debit' end),
    constraint state_triple unique (state, normal_side, is_final)
);
insert into ledger.state (state, kind, name_zh, name_en, normal_side, is_final) values
    ('registry',             'source',    '登记来源',     'registered',               'credit', false),
    ('available',            'live',      '可用',         'available',                'debit',  false),
    ('frozen-trade',         'frozen',    '交易冻结',     'frozen for a trade',       'debit',  false),
    ('frozen-pledge',        'frozen',    '质押冻结',     'frozen by a pledge',       'debit',  false),
    ('frozen-court',         'frozen',    '司法冻结',     'frozen by a court',        'debit',  false),
    ('in-transfer',          'frozen',    '划转中',       'in transfer',              'debit',  false),
    ('outside',              'outside',   '已转出',       'transferred out',          'debit',  false),
    ('cancelled-compliance', 'cancelled', '清缴注销',     'cancelled for compliance', 'debit',  true),
    ('cancelled-event',      'cancelled', '活动碳中和注销', 'cancelled for an event', 'debit',  true),
    ('cancelled-corporate',  'cancelled', '企业自愿注销', 'cancelled by a company',   'debit',  true),
    ('cancelled-public',     'cancelled', '公益注销',     'cancelled for the public', 'debit',  true),
    ('cancelled-forced',     'cancelled', '强制注销',     'cancelled by order',       'debit',  true);
call platform.put_behind_the_door('ledger.state', 'audited');
grant select on ledger.state to forestcarbon_app;

-- Which state may follow which, and whether the holder stays. What is not here is refused.
create table ledger.state_move (
    from_state text not null constraint state_move_from_fk references ledger.state,
    to_state   text not null constraint state_move_to_fk references ledger.state,
    holder     text not null constraint state_move_holder check (holder in ('same', 'other', 'any')),
    constraint state_move_pk primary key (from_state, to_state),
    constraint state_move_never_from_cancelled check (from_state not like 'cancelled-%')
);
insert into ledger.state_move (from_state, to_state, holder) values
    ('registry',      'available',     'any'),
    ('available',     'available',     'other'),
    ('available',     'frozen-trade',  'same'),
    ('available',     'frozen-pledge', 'same'),
    ('available',     'frozen-court',  'same'),
    ('available',     'in-transfer',   'same'),
    ('available',     'outside',       'any'),
    ('frozen-trade',  'available',     'any'),
    ('frozen-trade',  'outside',       'any'),
    ('frozen-trade',  'frozen-court',  'same'),
    ('frozen-pledge', 'available',     'same'),
    ('frozen-pledge', 'frozen-court',  'same'),
    ('frozen-court',  'available',     'any'),
    ('frozen-court',  'outside',       'any'),
    ('in-transfer',   'available',     'any'),
    ('in-transfer',   'frozen-court',  'same'),
    ('in-transfer',   'outside',       'any'),
    ('outside',       'available',     'any');
insert into ledger.state_move (from_state, to_state, holder)
select f.state, t.state, 'same' from (values ('available'), ('frozen-court')) f (state)
cross join ledger.state t
where t.is_final and (f.state = 'available' or t.state = 'cancelled-forced');
call platform.put_behind_the_door('ledger.state_move', 'audited');
grant select on ledger.state_move to forestcarbon_app;

-- A declared account with its running figures. The declared columns never change; the others only through the functions
-- of ledger.posting.sql. `postings` and `head` are the account's chain: how many rows it has, and the hash of the last.
-- Money accounts of kind 'between' stand for claims on another entity; a posting on one is half of a pair.
create table ledger.account (
    account_id      bigint  generated always as identity constraint account_pk primary key,
    book_id         bigint  not null constraint account_book_fk references ledger.book,
    asset_id        bigint  not null,
    asset_kind      text    not null,
    code            text    not null,
    name            text    not null,
    holder          text    not null,
    state           text,
    normal_side     text    not null constraint account_normal_side check (normal_side in ('debit', 'credit', 'either')),
    is_final        boolean not null default false,
    is_between      boolean not null default false,
    debits          bigint  not null default 0 constraint account_debits check (debits >= 0),
    credits         bigint  not null default 0 constraint account_credits check (credits >= 0),
    pending_debits  bigint  not null default 0 constraint account_pending_debits check (pending_debits >= 0),
    pending_credits bigint  not null default 0 constraint account_pending_credits check (pending_credits >= 0),
    postings        bigint  not null default 0,
    head            bytea   not null default sha256(''::bytea),
    constraint account_code_once unique (book_id, asset_id, code),
    constraint account_asset_fk foreign key (asset_id, asset_kind) references ledger.asset (asset_id, kind),
    constraint account_state_fk foreign key (state, normal_side, is_final) references ledger.state (state, normal_side, is_final),
    constraint account_of_tonnes_has_a_state check ((asset_kind = 'tonnes') = (state is not null)),
    constraint account_of_money_is_never_final check (state is not null or not is_final),
    constraint account_between_is_money check (not is_between or (asset_kind = 'money' and normal_side = 'either')),
    -- Nobody goes below zero, pending counted.
    constraint account_not_below_zero check (case normal_side
        when 'debit' then debits - credits - pending_credits >= 0
        when 'credit' then credits - debits - pending_debits >= 0
        else true end),
    -- What is cancelled stays cancelled.
    constraint account_final_is_left_by_nothing check (not is_final or credits + pending_credits = 0)
) with (fillfactor = 50);
create index account_of_holder on ledger.account (holder, asset_id, state);
-- Insert only: the running figures change with every posting, and the postings say who and why.
create trigger through_the_door after insert on ledger.account
    for each statement execute function platform.through_the_door('audited');
grant select, insert (book_id, asset_id, asset_kind, code, name, holder, state, normal_side, is_final, is_between)
    on ledger.account to forestcarbon_app;

-- What a posting of tonnes must cite: a record of the national registry, the exchange, a bank … Tonnes without one stay pending.
create table ledger.record (
    record_id       bigint  generated always as identity constraint record_pk primary key,
    source          text    not null constraint record_source
                            check (source in ('registry', 'exchange', 'bank', 'court', 'contract', 'other')),
    number          text    not null constraint record_number_given check (number <> ''),
    dated           date    not null,
    quantity        bigint  not null constraint record_quantity check (quantity > 0),
    document_sha256 bytea   not null constraint record_hash_length check (octet_length(document_sha256) = 32),
    note            text    not null default '',
    constraint record_once unique (source, number)
);
call platform.put_behind_the_door('ledger.record', 'audited');
grant select, insert on ledger.record to forestcarbon_app;

-- A block of serials as the registry made it, with the attributes every tonne of it keeps for good: they stand here once,
-- so that no split can lose one. Numbers of our own carry the prefix 内部-.
create table ledger.issuance (
    issuance_id         bigint    generated always as identity constraint issuance_pk primary key,
    asset_id            bigint    not null,
    asset_kind          text      not null default 'tonnes' constraint issuance_of_tonnes check (asset_kind = 'tonnes'),
    project             text      not null,
    batch               text      not null,
    vintage             integer   not null,
    methodology_version text      not null,
    claim               text      not null,
    flags               jsonb     not null default '{}',
    serial_prefix       text      not null,
    is_internal         boolean   not null,
    serials             int8range not null,
    record_id           bigint    not null constraint issuance_record_fk references ledger.record,
    constraint issuance_asset_fk foreign key (asset_id, asset_kind) references ledger.asset (asset_id, kind),
    constraint issuance_once unique (project, vintage, batch),
    constraint issuance_serials_given check (not isempty(serials) and lower(serials) > 0 and not upper_inf(serials)),
    constraint issuance_internal_prefix check (is_internal = (serial_prefix like '内部-%')),
    constraint issuance_numbers_apart exclude using gist (serial_prefix with =, serials with &&)
);
call platform.put_behind_the_door('ledger.issuance', 'audited');
grant select, insert on ledger.issuance to forestcarbon_app;
