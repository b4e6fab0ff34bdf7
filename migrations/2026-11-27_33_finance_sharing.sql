-- 利益联结: what a project's revenue is divided by. An agreement is a version for good once signed; a run divides one revenue by one agreement.
create table finance.agreement (
    agreement_id     bigint   generated always as identity constraint agreement_pk primary key,
    project_code     text     not null,
    version          smallint not null constraint agreement_version check (version > 0),
    book_id          bigint   not null constraint agreement_book_fk references finance.entity,
    basis            text     not null constraint agreement_basis check (basis in ('certificate-area', 'project-area', 'fixed-shares')),
    signed_on        date,
    file_sha256      bytea    constraint agreement_file_fk references platform.stored_file,
    note             text     not null default '',
    is_demonstration boolean  not null default false,
    made_by          text     not null default current_setting('forestcarbon.actor'),
    constraint agreement_once unique (project_code, version)
);
comment on column finance.agreement.basis is '林权证载面积, 项目内落界面积 (default), 协议份额; frozen when signed';
call platform.put_behind_the_door('finance.agreement', 'audited');

create table finance.agreement_party (
    agreement_id   bigint        not null constraint agreement_party_agreement_fk references finance.agreement on delete cascade,
    party          text          not null constraint agreement_party_name check (trim(party) <> ''),
    kind           text          not null constraint agreement_party_kind check (kind in ('developer', 'owner', 'state-farm', 'care-fund', 'collective', 'households')),
    weight_percent numeric(7, 4) not null constraint agreement_party_weight check (weight_percent > 0 and weight_percent <= 100),
    payee_id       bigint        constraint agreement_party_payee_fk references finance.payee,
    constraint agreement_party_once primary key (agreement_id, party),
    constraint agreement_party_payee_given check ((kind in ('collective', 'households')) = (payee_id is null))
);
call platform.put_behind_the_door('finance.agreement_party', 'audited');

-- The lots households share by, as they were when the agreement was signed. Disputed or unnamed ones are held.
create table finance.agreement_lot (
    agreement_id bigint         not null constraint agreement_lot_agreement_fk references finance.agreement on delete cascade,
    lot_code     text           not null,
    township_code text          not null,
    village_code text           not null,
    village_name text           not null,
    payee_id     bigint         not null constraint agreement_lot_payee_fk references finance.payee,
    weight       numeric(14, 4) not null constraint agreement_lot_weight check (weight > 0),
    held_for     text,
    constraint agreement_lot_pk primary key (agreement_id, lot_code)
);
call platform.put_behind_the_door('finance.agreement_lot', 'audited');

create table finance.distribution_run (
    run_id        bigint      generated always as identity constraint distribution_run_pk primary key,
    agreement_id  bigint      not null constraint distribution_run_agreement_fk references finance.agreement,
    title         text        not null,
    year          smallint    not null,
    revenue_fen   bigint      not null constraint distribution_run_revenue check (revenue_fen > 0),
    divided_fen   bigint      not null constraint distribution_run_divided check (divided_fen > 0),
    evidence      text        not null default '',
    state         text        not null default 'drafted' constraint distribution_run_state check (state in ('drafted', 'confirmed', 'withdrawn')),
    event_id      bigint      not null constraint distribution_run_event_fk references finance.money_event,
    made_by       text        not null default current_setting('forestcarbon.actor'),
    made_at       timestamptz not null default clock_timestamp(),
    decided_by    text,
    decided_at    timestamptz,
    constraint distribution_run_maker_is_not_checker check (decided_by is distinct from made_by or state = 'withdrawn')
);
call platform.put_behind_the_door('finance.distribution_run', 'audited');

-- 优先费用: taken from the revenue before anybody shares, in this order.
create table finance.distribution_cost (
    run_id     bigint   not null constraint distribution_cost_run_fk references finance.distribution_run on delete cascade,
    place      smallint not null,
    name       text     not null,
    amount_fen bigint   not null constraint distribution_cost_amount check (amount_fen > 0),
    evidence   text     not null default '',
    constraint distribution_cost_pk primary key (run_id, place)
);
call platform.put_behind_the_door('finance.distribution_cost', 'audited');

create table finance.distribution_part (
    run_id     bigint not null constraint distribution_part_run_fk references finance.distribution_run on delete cascade,
    party      text   not null,
    kind       text   not null,
    amount_fen bigint not null constraint distribution_part_amount check (amount_fen >= 0),
    constraint distribution_part_pk primary key (run_id, party)
);
call platform.put_behind_the_door('finance.distribution_part', 'audited');

-- Tonnes to be made good: what was shared for them is asked back, and followed.
create table finance.share_recovery (
    recovery_id bigint      generated always as identity constraint share_recovery_pk primary key,
    run_id      bigint      not null constraint share_recovery_run_fk references finance.distribution_run,
    tonnes      bigint      not null constraint share_recovery_tonnes check (tonnes > 0),
    amount_fen  bigint      not null constraint share_recovery_amount check (amount_fen > 0),
    because     text        not null constraint share_recovery_because check (trim(because) <> ''),
    entered_by  text        not null default current_setting('forestcarbon.actor'),
    entered_at  timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.share_recovery', 'audited');
