-- What a project's ground is made of (strata), who let it be used (mandates per tenure lot), and what it would cost.
create table ccer.stratum (
    stratum_id   bigint   generated always as identity constraint stratum_pk primary key,
    boundary_id  bigint   not null constraint stratum_boundary_fk references ccer.project_boundary on delete cascade,
    code         text     not null,
    name         text     not null constraint stratum_name check (length(trim(name)) between 1 and 100),
    species_code text,
    age_class_a  smallint,
    site_class   smallint,
    planted_year smallint,
    set_by       text     not null,
    constraint stratum_code_once unique (boundary_id, code)
);
comment on column ccer.stratum.age_class_a is 'lower end of the five-year age class; null where the age is not known';
call platform.put_behind_the_door('ccer.stratum', 'audited');

create table ccer.stratum_parcel (
    boundary_id       bigint  not null,
    plot              integer not null,
    parcel_version_id bigint  not null,
    stratum_id        bigint  not null constraint stratum_parcel_stratum_fk references ccer.stratum on delete cascade,
    constraint stratum_parcel_pk primary key (boundary_id, plot, parcel_version_id),
    constraint stratum_parcel_parcel_fk foreign key (boundary_id, plot, parcel_version_id) references ccer.project_parcel on delete cascade
);
create index stratum_parcel_stratum on ccer.stratum_parcel (stratum_id);
call platform.put_behind_the_door('ccer.stratum_parcel', 'audited');

-- A right holder lets the carbon of a tenure lot be developed, for a term; the village's minutes where its assembly had to agree.
create table ccer.mandate (
    mandate_id     bigint    generated always as identity constraint mandate_pk primary key,
    project_id     bigint    not null constraint mandate_project_fk references ccer.project on delete cascade,
    lot_code       text      not null constraint mandate_lot check (length(trim(lot_code)) > 0),
    right_kind     text      not null constraint mandate_right check (right_kind in ('land-owner', 'contract-holder', 'management-holder', 'tree-owner')),
    subject        text      not null constraint mandate_subject check (length(trim(subject)) > 0),
    given_on       date      not null,
    term           daterange not null constraint mandate_term check (not isempty(term) and lower(term) is not null and upper(term) is not null),
    file_sha256    bytea     constraint mandate_file_fk references platform.stored_file,
    minutes_sha256 bytea     constraint mandate_minutes_fk references platform.stored_file,
    revoked_on     date,
    entered_by     text      not null
);
create index mandate_project on ccer.mandate (project_id, lot_code);
call platform.put_behind_the_door('ccer.mandate', 'audited');

-- What a project costs, as data: the county's usual items (no project), and a project's own, which replace those of the same name.
create table ccer.cost_item (
    cost_item_id bigint  generated always as identity constraint cost_item_pk primary key,
    project_id   bigint  constraint cost_item_project_fk references ccer.project on delete cascade,
    name         text    not null constraint cost_item_name check (length(trim(name)) > 0),
    basis        text    not null constraint cost_item_basis check (basis in ('once', 'per-year', 'per-mu', 'per-mu-year', 'per-tonne')),
    amount_fen   bigint  constraint cost_item_amount check (amount_fen >= 0),
    source       text    not null,
    mark         text    not null
);
create unique index cost_item_once on ccer.cost_item (coalesce(project_id, 0), name);
comment on column ccer.cost_item.amount_fen is 'null: missing; a project with a missing item has no break-even price';
insert into ccer.cost_item (name, basis, amount_fen, source, mark) values
    ('项目设计与申请', 'once', null, '待录入：合同或报价', '?'), ('审定', 'once', null, '待录入：合同或报价', '?'), ('核查（每期）', 'per-year', null, '待录入：合同或报价，按年分摊', '?'),
    ('监测', 'per-mu-year', null, '待录入：合同或报价', '?'), ('造林与管护', 'per-mu', null, '待录入：作业设计预算', '?'), ('登记与交易费用', 'per-tonne', null, '待录入：登记与交易机构收费标准', '?');
call platform.put_behind_the_door('ccer.cost_item', 'audited');

-- How long the steps before an application take, for planning only.
create table ccer.lead_time (
    step         text     not null constraint lead_time_pk primary key check (step in ('monitoring', 'publicity', 'verification')),
    name_zh      text     not null,
    name_en      text     not null,
    working_days smallint not null constraint lead_time_days check (working_days > 0),
    source       text     not null,
    mark         text     not null
);
insert into ccer.lead_time (step, name_zh, name_en, working_days, source, mark) values
    ('monitoring', '监测与核算报告', 'Monitoring and accounting report', 60, '本系统估计，可由林业局调整', '?'),
    ('publicity', '核算报告公示', 'Publicity of the accounting report', 20, '办法第十九条', 'S1'),
    ('verification', '核查', 'Verification', 40, '本系统估计，可由林业局调整', '?');
call platform.put_behind_the_door('ccer.lead_time', 'audited');
