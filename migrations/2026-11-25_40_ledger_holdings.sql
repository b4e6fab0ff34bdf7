-- Holdings as a subsidiary book (备查账) of the national registry. An act is what a person asks for: enter a registered tranche,
-- freeze, release, sell, transfer, cancel. Its tonnes are reserved by a pending entry of the ledger; they move when a record of
-- the registry or the exchange is cited and another person confirms. Every step is a row of its own that is never changed.
create table ledger.holder (
    holder           text    not null constraint holder_pk primary key constraint holder_given check (holder <> '' and holder <> 'registry'),
    name             text    not null constraint holder_name_given check (name <> ''),
    kind             text    not null constraint holder_kind check (kind in ('project-owner', 'trading-entity')),
    registry_account text    not null default '',
    -- False: what goes to this holder leaves our book.
    is_kept_here     boolean not null,
    is_demonstration boolean not null default false
);
call platform.put_behind_the_door('ledger.holder', 'audited');
grant select, insert on ledger.holder to forestcarbon_app;

create table ledger.act (
    act_id              bigint      generated always as identity constraint act_pk primary key,
    key                 text        not null constraint act_key_once unique constraint act_key_given check (key <> ''),
    kind                text        not null constraint act_kind check (kind in ('issue', 'freeze', 'release', 'transfer', 'sale', 'cancel')),
    holder              text        not null constraint act_holder_fk references ledger.holder,
    to_holder           text        constraint act_to_holder_fk references ledger.holder,
    from_state          text        not null constraint act_from_state_fk references ledger.state,
    to_state            text        not null constraint act_to_state_fk references ledger.state,
    tonnes              bigint      not null constraint act_tonnes check (tonnes > 0),
    effective_on        date        not null,
    note                text        not null default '',
    beneficiary         text,
    method              text        constraint act_method check (method in ('挂牌协议', '大宗协议', '单向竞价')),
    price_fen           bigint      constraint act_price check (price_fen > 0),
    fee_fen             bigint      constraint act_fee check (fee_fen >= 0),
    project             text        not null,
    vintage             integer     not null,
    batch               text,
    methodology_version text,
    claim               text,
    serial_prefix       text,
    first_serial        bigint      constraint act_first_serial check (first_serial > 0),
    verified_t          bigint,
    applied_t           bigint,
    verification_report text,
    entry_id            bigint      constraint act_entry_once unique,
    made_by             text        not null default current_setting('forestcarbon.actor'),
    made_at             timestamptz not null default clock_timestamp(),
    constraint act_reserves_what_it_moves check ((kind = 'issue') = (entry_id is null)),
    -- The Measures, article 21: what is applied for equals what was verified; what is entered is what was registered for it.
    constraint act_applied_equals_verified check (kind <> 'issue' or (verified_t is not null and applied_t = verified_t and tonnes = applied_t)),
    constraint act_issue_is_whole check (kind <> 'issue' or num_nulls(batch, methodology_version, claim, serial_prefix, first_serial, verification_report) = 0),
    constraint act_cancel_names_beneficiary check ((kind = 'cancel') = (coalesce(beneficiary, '') <> '')),
    constraint act_names_recipient check ((kind in ('transfer', 'sale')) = (to_holder is not null) and to_holder is distinct from holder),
    constraint act_sale_has_method_and_price check ((kind = 'sale') = (method is not null and price_fen is not null)),
    constraint act_states check (case kind
        when 'issue' then from_state = 'registry' and to_state = 'available'
        when 'freeze' then from_state = 'available' and to_state like 'frozen-%'
        when 'release' then from_state like 'frozen-%' and to_state = 'available'
        when 'transfer' then from_state = 'available' and to_state in ('available', 'outside')
        when 'sale' then from_state = 'frozen-trade' and to_state in ('available', 'outside')
        else to_state like 'cancelled-%' end)
);
call platform.put_behind_the_door('ledger.act', 'audited');
-- Who made it and when is not theirs to say.
grant select, insert (key, kind, holder, to_holder, from_state, to_state, tonnes, effective_on, note, beneficiary, method, price_fen, fee_fen, project,
                      vintage, batch, methodology_version, claim, serial_prefix, first_serial, verified_t, applied_t, verification_report, entry_id)
    on ledger.act to forestcarbon_app;

-- The record an act rests on, from then on. A wrong one: the act is withdrawn and asked for again.
create table ledger.act_record (
    act_id    bigint      not null constraint act_record_pk primary key constraint act_record_act_fk references ledger.act,
    record_id bigint      not null constraint act_record_record_fk references ledger.record,
    cited_by  text        not null default current_setting('forestcarbon.actor'),
    cited_at  timestamptz not null default clock_timestamp()
);
create index act_record_of_record on ledger.act_record (record_id);
call platform.put_behind_the_door('ledger.act_record', 'audited');
grant select, insert (act_id, record_id) on ledger.act_record to forestcarbon_app;

-- The recipient takes a transfer, in the name of a person and with a paper of theirs.
create table ledger.act_acceptance (
    act_id          bigint      not null constraint act_acceptance_pk primary key constraint act_acceptance_act_fk references ledger.act,
    representative  text        not null constraint act_acceptance_representative check (representative <> ''),
    document_sha256 bytea       not null constraint act_acceptance_hash check (octet_length(document_sha256) = 32),
    accepted_by     text        not null default current_setting('forestcarbon.actor'),
    accepted_at     timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('ledger.act_acceptance', 'audited');
grant select, insert (act_id, representative, document_sha256) on ledger.act_acceptance to forestcarbon_app;

create table ledger.act_outcome (
    act_id     bigint      not null constraint act_outcome_pk primary key constraint act_outcome_act_fk references ledger.act,
    outcome    text        not null constraint act_outcome_word check (outcome in ('confirmed', 'withdrawn')),
    note       text        not null default '',
    decided_by text        not null default current_setting('forestcarbon.actor'),
    decided_at timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('ledger.act_outcome', 'audited');
grant select, insert (act_id, outcome, note) on ledger.act_outcome to forestcarbon_app;

-- A registered tranche is entered once: one living act for project, vintage and batch. ledger.issuance_once holds it again.
create table ledger.tranche (
    project text   not null,
    vintage integer not null,
    batch   text   not null,
    act_id  bigint not null constraint tranche_act_once unique constraint tranche_act_fk references ledger.act,
    constraint tranche_once primary key (project, vintage, batch)
);
call platform.put_behind_the_door('ledger.tranche', 'audited');
grant select on ledger.tranche to forestcarbon_app;

-- What the registry's or the exchange's own statement says we hold on a day: assertions, not postings.
create table ledger.statement (
    statement_id bigint      generated always as identity constraint statement_pk primary key,
    source       text        not null constraint statement_source check (source in ('registry', 'exchange')),
    holder       text        not null constraint statement_holder_fk references ledger.holder,
    as_of        date        not null,
    file_sha256  bytea       not null constraint statement_hash check (octet_length(file_sha256) = 32),
    file_name    text        not null,
    imported_by  text        not null default current_setting('forestcarbon.actor'),
    imported_at  timestamptz not null default clock_timestamp(),
    constraint statement_once unique (source, holder, as_of, file_sha256)
);
call platform.put_behind_the_door('ledger.statement', 'audited');
grant select, insert (source, holder, as_of, file_sha256, file_name) on ledger.statement to forestcarbon_app;

-- Tonnes of project, vintage and state (live, frozen, cancelled), or fen of a money account.
create table ledger.statement_line (
    statement_id bigint  not null constraint statement_line_statement_fk references ledger.statement,
    line         integer not null,
    project      text,
    vintage      integer,
    state_kind   text    constraint statement_line_state check (state_kind in ('live', 'frozen', 'cancelled')),
    account      text,
    amount       bigint  not null constraint statement_line_amount check (amount >= 0),
    constraint statement_line_pk primary key (statement_id, line),
    constraint statement_line_is_tonnes_or_money check (num_nulls(project, vintage, state_kind) = case when account is null then 0 else 3 end)
);
call platform.put_behind_the_door('ledger.statement_line', 'audited');
grant select, insert on ledger.statement_line to forestcarbon_app;
