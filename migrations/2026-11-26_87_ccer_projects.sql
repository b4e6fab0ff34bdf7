-- Projects and their reduction tranches. Both are led by a table of moves (gis-data/dictionaries/project-moves.csv): a state changes
-- by a row of ccer.project_move and in no other way, and the row is judged by the database (repeatable/ccer.project_moves.sql),
-- so that page, API and SQL meet the same refusal.
create table ccer.life_state (
    machine  text     not null constraint life_state_machine check (machine in ('project', 'tranche')),
    state    text     not null,
    position smallint not null,
    name_zh  text     not null,
    name_en  text     not null,
    is_final boolean  not null default false,
    on_line  boolean  not null,
    constraint life_state_pk primary key (machine, state)
);
comment on column ccer.life_state.on_line is 'on the straight way to registration, as the page draws it';
insert into ccer.life_state (machine, state, position, name_zh, name_en, is_final, on_line) values
    ('project', 'reserve', 1, '储备', 'Reserve', false, true), ('project', 'design', 2, '设计', 'Design', false, true),
    ('project', 'publicity', 3, '公示中', 'In publicity', false, true), ('project', 'publicity-ended', 4, '公示期满', 'Publicity over', false, true),
    ('project', 'validating', 5, '审定中', 'In validation', false, true), ('project', 'validated', 6, '审定通过', 'Validated', false, true),
    ('project', 'validation-failed', 7, '审定不通过', 'Validation negative', false, false), ('project', 'applied', 8, '申请登记', 'Registration applied for', false, true),
    ('project', 'supplementing', 9, '补正', 'To be supplemented', false, false), ('project', 'refused', 10, '不予登记', 'Registration refused', false, false),
    ('project', 'registered', 11, '已登记', 'Registered', false, true), ('project', 'deregistered', 12, '已注销', 'De-registered', true, false),
    ('project', 'withdrawn', 13, '已撤回', 'Withdrawn', true, false),
    ('tranche', 'monitoring', 1, '监测中', 'Monitoring', false, true), ('tranche', 'accounting', 2, '核算报告编制', 'Accounting report', false, true),
    ('tranche', 'publicity', 3, '公示中', 'In publicity', false, true), ('tranche', 'publicity-ended', 4, '公示期满', 'Publicity over', false, true),
    ('tranche', 'verifying', 5, '核查中', 'In verification', false, true), ('tranche', 'verified', 6, '核查通过', 'Verified', false, true),
    ('tranche', 'verification-failed', 7, '核查不通过', 'Verification negative', false, false), ('tranche', 'applied', 8, '申请登记', 'Registration applied for', false, true),
    ('tranche', 'supplementing', 9, '补正', 'To be supplemented', false, false), ('tranche', 'refused', 10, '不予登记', 'Registration refused', false, false),
    ('tranche', 'registered', 11, '已登记', 'Registered', true, true), ('tranche', 'withdrawn', 12, '已撤回', 'Withdrawn', true, false);
call platform.put_behind_the_door('ccer.life_state', 'audited');

-- Statutory periods, in working days. days is null where no rule was read: then there is no statutory date.
create table ccer.period_kind (
    period_kind      text     not null constraint period_kind_pk primary key,
    name_zh          text     not null,
    name_en          text     not null,
    days             smallint constraint period_kind_days check (days > 0),
    counts_first_day boolean  not null,
    on_lapse_zh      text     not null,
    on_lapse_en      text     not null,
    source           text     not null,
    mark             text     not null,
    counting_source  text     not null,
    counting_mark    text     not null
);
comment on column ccer.period_kind.days is 'working days; null: not read in any rule, so no date follows from it';
insert into ccer.period_kind (period_kind, name_zh, name_en, days, counts_first_day, on_lapse_zh, on_lapse_en, source, mark, counting_source, counting_mark) values
    ('publicity-project', '项目设计文件公示', 'Publicity of the design document', 20, true, '期满后可委托审定', 'Afterwards the validator may be engaged', '办法第十二条', 'S1', '由一条登记记录推得，未见规则原文', '?'),
    ('publicity-reduction', '核算报告公示', 'Publicity of the accounting report', 20, true, '期满后可委托核查', 'Afterwards the verifier may be engaged', '办法第十九条', 'S1', '由一条登记记录推得，未见规则原文', '?'),
    ('review-project', '项目登记审查', 'Review of a project registration', 15, false, '登记机构逾期未答复：书面询问，并记录', 'The registry is late: ask in writing and keep the record', '办法第十五条', 'S1', '收到之日不计', 'M'),
    ('review-reduction', '减排量登记审查', 'Review of a reduction registration', 15, false, '登记机构逾期未答复：书面询问，并记录', 'The registry is late: ask in writing and keep the record', '办法第二十二条', 'S1', '收到之日不计', 'M'),
    ('reply-project', '补正答复（项目）', 'Supplement of a project', null, false, '期限以补正通知所写为准', 'The date is the one the notice gives', '规则未读到期限', '?', '收到之日不计', 'M'),
    ('reply-reduction', '补正答复（减排量）', 'Supplement of a tranche', null, false, '期限以补正通知所写为准', 'The date is the one the notice gives', '规则未读到期限', '?', '收到之日不计', 'M');
call platform.put_behind_the_door('ccer.period_kind', 'audited');

create table ccer.document_kind (
    document_kind text    not null constraint document_kind_pk primary key,
    machine       text    constraint document_kind_machine check (machine in ('project', 'tranche')),
    name_zh       text    not null,
    name_en       text    not null,
    is_published  boolean not null default false,
    is_decision   boolean not null default false,
    position      smallint not null
);
comment on column ccer.document_kind.is_published is 'made public: a new version after publicity began says whether it changes anything of substance';
comment on column ccer.document_kind.is_decision is 'carries one move only: another round needs another document';
comment on column ccer.document_kind.machine is 'null: of either';
insert into ccer.document_kind (document_kind, machine, name_zh, name_en, is_published, is_decision, position) values
    ('pdd', 'project', '项目设计文件', 'Project design document', true, false, 1),
    ('validation-contract', 'project', '审定委托合同', 'Validation contract', false, false, 2),
    ('validation-report', 'project', '审定报告', 'Validation report', false, true, 3),
    ('monitoring-data', 'tranche', '监测数据', 'Monitoring data', false, false, 4),
    ('accounting-report', 'tranche', '减排量核算报告', 'Accounting report', true, false, 5),
    ('verification-contract', 'tranche', '核查委托合同', 'Verification contract', false, false, 6),
    ('verification-report', 'tranche', '核查报告', 'Verification report', false, true, 7),
    ('application', null, '登记申请', 'Application for registration', false, false, 8),
    ('uniqueness-undertaking', 'project', '唯一性、真实性和完整性承诺', 'Undertaking on uniqueness, truth and completeness', false, false, 9),
    ('supplement-notice', null, '补正通知', 'Notice to supplement', false, true, 10),
    ('supplement', null, '补正材料', 'Supplement', false, true, 11),
    ('refusal-notice', null, '不予登记通知', 'Notice of refusal', false, true, 12),
    ('registration-record', null, '登记记录', 'Record of registration', false, true, 13),
    ('deregistration-record', 'project', '注销记录', 'Record of de-registration', false, true, 14),
    ('other', null, '其他', 'Other', false, false, 15);
call platform.put_behind_the_door('ccer.document_kind', 'audited');

-- The moves there are. documents: kinds that must lie before the move; conditions: judged by ccer.move_obstacles.
create table ccer.life_move (
    machine     text   not null,
    from_state  text,
    to_state    text   not null,
    name_zh     text   not null,
    name_en     text   not null,
    actor       text   not null constraint life_move_actor check (actor in ('owner', 'validator', 'verifier', 'registry')),
    roles       text[] not null,
    documents   text[] not null,
    conditions  text[] not null,
    period_kind text   constraint life_move_period_fk references ccer.period_kind,
    source      text   not null,
    mark        text   not null,
    constraint life_move_from_fk foreign key (machine, from_state) references ccer.life_state,
    constraint life_move_to_fk foreign key (machine, to_state) references ccer.life_state
);
create unique index life_move_once on ccer.life_move (machine, coalesce(from_state, ''), to_state);
comment on column ccer.life_move.actor is 'who acts outside this program';
comment on column ccer.life_move.roles is 'roles of ours that may record it';
insert into ccer.life_move (machine, from_state, to_state, name_zh, name_en, actor, roles, documents, conditions, period_kind, source, mark) values
    ('project', null, 'reserve', '立为储备', 'enter the reserve', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '本系统：项目库', 'c'),
    ('project', 'reserve', 'design', '开始设计', 'begin the design', 'owner', '{developer,bureau-reviewer}', '{}', '{methodology,boundary,undertakings,claim}', null, '办法第十一条', 'S1'),
    ('project', 'design', 'publicity', '设计文件公示', 'publish the design document', 'owner', '{developer,bureau-reviewer}', '{pdd}', '{owner,validator,start-date,crediting-years,claim-firm}', 'publicity-project', '办法第十二条', 'S1'),
    ('project', 'publicity', 'publicity-ended', '公示期满', 'publicity is over', 'registry', '{developer,bureau-reviewer}', '{}', '{publicity-holds,period-full}', null, '办法第十二条', 'S1'),
    ('project', 'publicity-ended', 'validating', '委托审定', 'hand to the validator', 'owner', '{developer,bureau-reviewer}', '{validation-contract}', '{publicity-holds,validator,comments-answered}', null, '办法第十三条', 'S1'),
    ('project', 'validating', 'validated', '审定通过', 'validation is positive', 'validator', '{developer,bureau-reviewer}', '{validation-report}', '{publicity-holds,comments-answered}', null, '办法第十三条', 'S1'),
    ('project', 'validating', 'validation-failed', '审定不通过', 'validation is negative', 'validator', '{developer,bureau-reviewer}', '{validation-report}', '{}', null, '办法第十三条', 'S1'),
    ('project', 'validation-failed', 'validating', '改正后再审定', 'corrected and validated again', 'owner', '{developer,bureau-reviewer}', '{pdd}', '{publicity-holds,validator}', null, '定义 §4：不通过退回前一阶段', 'M'),
    ('project', 'validated', 'applied', '申请登记', 'apply for registration', 'owner', '{developer,bureau-reviewer}', '{application,pdd,validation-report,uniqueness-undertaking}', '{publicity-holds,claim-firm,owner}', 'review-project', '办法第十四条', 'S1'),
    ('project', 'applied', 'supplementing', '登记机构要求补正', 'the registry asks for a supplement', 'registry', '{developer,bureau-reviewer}', '{supplement-notice}', '{}', 'reply-project', '办法第十五条', 'M'),
    ('project', 'supplementing', 'applied', '补正后再申请', 'supplemented and applied again', 'owner', '{developer,bureau-reviewer}', '{supplement}', '{publicity-holds,claim-firm}', 'review-project', '办法第十五条', 'M'),
    ('project', 'applied', 'refused', '不予登记', 'registration is refused', 'registry', '{developer,bureau-reviewer}', '{refusal-notice}', '{}', null, '办法第十五条', 'S1'),
    ('project', 'applied', 'registered', '登记', 'the registry registers', 'registry', '{developer,bureau-reviewer}', '{registration-record}', '{publicity-holds,claim-firm,registry-number}', null, '办法第十五条', 'S1'),
    ('project', 'registered', 'deregistered', '注销', 'the registry de-registers', 'registry', '{developer,bureau-reviewer}', '{deregistration-record}', '{}', null, '办法第十六条', 'S1'),
    ('project', 'publicity', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('project', 'publicity-ended', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('project', 'validating', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('project', 'validated', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('project', 'validation-failed', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：不通过退回前一阶段', 'M'),
    ('project', 'supplementing', 'design', '修改设计文件，重新公示', 'change the design and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '定义 §4：补正退回前一阶段', 'M'),
    ('project', 'refused', 'design', '重新设计', 'design anew', 'owner', '{developer,bureau-reviewer}', '{}', '{}', null, '办法未写明不予登记后能否再申请：按重新设计、重新公示处理', '?'),
    ('project', 'reserve', 'withdrawn', '不再保留', 'drop the idea', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '本系统：项目库', 'c'),
    ('project', 'design', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'publicity', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'publicity-ended', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'validating', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'validated', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'validation-failed', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'applied', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'supplementing', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('project', 'refused', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', null, 'monitoring', '开始监测', 'begin monitoring', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered,period-inside}', null, '办法第十八条', 'S1'),
    ('tranche', 'monitoring', 'accounting', '编制核算报告', 'draw up the accounting report', 'owner', '{developer,bureau-reviewer}', '{monitoring-data}', '{project-registered}', null, '办法第十八条', 'S1'),
    ('tranche', 'accounting', 'publicity', '核算报告公示', 'publish the accounting report', 'owner', '{developer,bureau-reviewer}', '{accounting-report}', '{project-registered,period-inside,period-over,verifier,tonnes}', 'publicity-reduction', '办法第十九条', 'S1'),
    ('tranche', 'publicity', 'publicity-ended', '公示期满', 'publicity is over', 'registry', '{developer,bureau-reviewer}', '{}', '{project-registered,publicity-holds,period-full}', null, '办法第十九条', 'S1'),
    ('tranche', 'publicity-ended', 'verifying', '委托核查', 'hand to the verifier', 'owner', '{developer,bureau-reviewer}', '{verification-contract}', '{project-registered,publicity-holds,verifier,comments-answered}', null, '办法第二十条', 'S1'),
    ('tranche', 'verifying', 'verified', '核查通过', 'verification is positive', 'verifier', '{developer,bureau-reviewer}', '{verification-report}', '{project-registered,publicity-holds,verifier,comments-answered,tonnes}', null, '办法第二十条', 'S1'),
    ('tranche', 'verifying', 'verification-failed', '核查不通过', 'verification is negative', 'verifier', '{developer,bureau-reviewer}', '{verification-report}', '{project-registered}', null, '办法第二十条', 'S1'),
    ('tranche', 'verification-failed', 'verifying', '改正后再核查', 'corrected and verified again', 'owner', '{developer,bureau-reviewer}', '{accounting-report}', '{project-registered,publicity-holds,verifier}', null, '定义 §4：不通过退回前一阶段', 'M'),
    ('tranche', 'verified', 'applied', '申请登记', 'apply for registration', 'owner', '{developer,bureau-reviewer}', '{application,accounting-report,verification-report}', '{project-registered,publicity-holds,verified-equals-applied,window}', 'review-reduction', '办法第十七条、第二十一条', 'S1'),
    ('tranche', 'applied', 'supplementing', '登记机构要求补正', 'the registry asks for a supplement', 'registry', '{developer,bureau-reviewer}', '{supplement-notice}', '{project-registered}', 'reply-reduction', '办法第二十二条', 'M'),
    ('tranche', 'supplementing', 'applied', '补正后再申请', 'supplemented and applied again', 'owner', '{developer,bureau-reviewer}', '{supplement}', '{project-registered,publicity-holds,verified-equals-applied,window}', 'review-reduction', '办法第二十二条', 'M'),
    ('tranche', 'applied', 'refused', '不予登记', 'registration is refused', 'registry', '{developer,bureau-reviewer}', '{refusal-notice}', '{project-registered}', null, '办法第二十二条', 'S1'),
    ('tranche', 'applied', 'registered', '登记', 'the registry registers', 'registry', '{developer,bureau-reviewer}', '{registration-record}', '{project-registered,publicity-holds,registered-equals-applied,registry-number}', null, '办法第二十二条', 'S1'),
    ('tranche', 'publicity', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('tranche', 'publicity-ended', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('tranche', 'verifying', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('tranche', 'verified', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：实质修改须重新公示', 'M'),
    ('tranche', 'verification-failed', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：不通过退回前一阶段', 'M'),
    ('tranche', 'supplementing', 'accounting', '修改核算报告，重新公示', 'change the report and publish anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '定义 §4：补正退回前一阶段', 'M'),
    ('tranche', 'refused', 'accounting', '重新编制核算报告', 'draw up the report anew', 'owner', '{developer,bureau-reviewer}', '{}', '{project-registered}', null, '办法未写明不予登记后能否再申请：按重新编制、重新公示处理', '?'),
    ('tranche', 'monitoring', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'accounting', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'publicity', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'publicity-ended', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'verifying', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'verified', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'verification-failed', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'applied', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'supplementing', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M'),
    ('tranche', 'refused', 'withdrawn', '撤回', 'withdraw', 'owner', '{developer,bureau-reviewer}', '{}', '{reason}', null, '定义 §4：登记前可撤回', 'M');
call platform.put_behind_the_door('ccer.life_move', 'audited');

-- Who takes part. Organisations only by their names; contacts are an office and its number, never a person.
create table ccer.party (
    party_id         bigint  generated always as identity constraint party_pk primary key,
    kind             text    not null constraint party_kind check (kind in ('company', 'state-farm', 'collective', 'public-body', 'validation-body', 'registry', 'exchange', 'natural-person')),
    name             text    not null constraint party_name check (length(trim(name)) > 0),
    code             text,
    contact          text,
    is_demonstration boolean not null default false,
    constraint party_name_once unique (name)
);
comment on column ccer.party.code is 'unified social credit code, where given';
call platform.put_behind_the_door('ccer.party', 'audited');

create table ccer.project (
    project_id       bigint      generated always as identity constraint project_pk primary key,
    code             text        not null constraint project_code check (code ~ '^[^\s/]{1,40}$'),
    name             text        not null constraint project_name check (length(trim(name)) between 1 and 100),
    state            text        not null default 'reserve',
    machine          text        not null default 'project' constraint project_machine check (machine = 'project'),
    methodology_id   text,
    township_codes   text[]      not null default '{}',
    start_date       date,
    crediting_from   date,
    crediting_to     date,
    lifetime_to      date,
    claim_id         bigint      constraint project_claim_fk references ccer.claim on delete set null,
    registry_number  text,
    registered_on    date,
    note             text,
    opened_on        date        not null default current_date,
    opened_by        text        not null,
    state_since      date        not null default current_date,
    is_demonstration boolean     not null default false,
    constraint project_code_once unique (code),
    constraint project_state_fk foreign key (machine, state) references ccer.life_state,
    constraint project_crediting_order check (crediting_to > crediting_from),
    constraint project_registered_has_number check ((state in ('registered', 'deregistered')) = (registry_number is not null))
);
create index project_state on ccer.project (state, project_id);
create index project_townships on ccer.project using gin (township_codes);
call platform.put_behind_the_door('ccer.project', 'audited');

-- What an idea is expected to bring. Figures are added, the newest holds; null is unknown.
create table ccer.idea_figure (
    idea_figure_id bigint      generated always as identity constraint idea_figure_pk primary key,
    project_id     bigint      not null constraint idea_figure_project_fk references ccer.project on delete cascade,
    area_m2        numeric(16, 4) constraint idea_figure_area check (area_m2 > 0),
    expected_t     bigint,
    cost_fen       bigint      constraint idea_figure_cost check (cost_fen >= 0),
    revenue_fen    bigint      constraint idea_figure_revenue check (revenue_fen >= 0),
    priority       smallint    constraint idea_figure_priority check (priority between 1 and 999),
    source         text        not null constraint idea_figure_source check (length(trim(source)) > 0),
    mark           text        not null default '?',
    stated_on      date        not null default current_date,
    stated_by      text        not null
);
comment on column ccer.idea_figure.expected_t is 'whole tCO2e over the crediting period, an expectation';
create index idea_figure_project on ccer.idea_figure (project_id, idea_figure_id desc);
call platform.put_behind_the_door('ccer.idea_figure', 'audited');

-- An idea looked at again and kept alive, with the reason; one that is dropped is withdrawn.
create table ccer.idea_review (
    idea_review_id bigint  generated always as identity constraint idea_review_pk primary key,
    project_id     bigint  not null constraint idea_review_project_fk references ccer.project on delete cascade,
    reviewed_on    date    not null default current_date,
    reason         text    not null constraint idea_review_reason check (length(trim(reason)) > 0),
    reviewed_by    text    not null
);
create index idea_review_project on ccer.idea_review (project_id, idea_review_id desc);
call platform.put_behind_the_door('ccer.idea_review', 'audited');

-- Conditions f, g, h, i of CCER-14-001-V01 are undertakings, given when the project is opened.
create table ccer.project_undertaking (
    project_id  bigint not null constraint project_undertaking_project_fk references ccer.project on delete cascade,
    condition   text   not null constraint project_undertaking_condition check (condition in ('f', 'g', 'h', 'i')),
    given_on    date   not null,
    given_by    text   not null constraint project_undertaking_by check (length(trim(given_by)) > 0),
    entered_by  text   not null,
    constraint project_undertaking_pk primary key (project_id, condition)
);
comment on column ccer.project_undertaking.given_by is 'the office and post that undertakes';
call platform.put_behind_the_door('ccer.project_undertaking', 'audited');

create table ccer.reduction_tranche (
    tranche_id      bigint    generated always as identity constraint reduction_tranche_pk primary key,
    project_id      bigint    not null constraint reduction_tranche_project_fk references ccer.project on delete cascade,
    number          smallint  not null constraint reduction_tranche_number check (number > 0),
    period          daterange not null constraint reduction_tranche_period check (not isempty(period) and lower(period) is not null and upper(period) is not null),
    state           text      not null default 'monitoring',
    machine         text      not null default 'tranche' constraint reduction_tranche_machine check (machine = 'tranche'),
    published_t     bigint    constraint reduction_tranche_published check (published_t >= 0),
    verified_t      bigint    constraint reduction_tranche_verified check (verified_t >= 0),
    applied_t       bigint    constraint reduction_tranche_applied check (applied_t >= 0),
    registered_t    bigint    constraint reduction_tranche_registered check (registered_t >= 0),
    registry_number text,
    registered_on   date,
    opened_on       date      not null default current_date,
    opened_by       text      not null,
    state_since     date      not null default current_date,
    constraint reduction_tranche_once unique (project_id, number),
    constraint reduction_tranche_state_fk foreign key (machine, state) references ccer.life_state,
    constraint reduction_tranche_applied_as_verified check (applied_t is null or applied_t = verified_t),
    constraint reduction_tranche_periods_apart exclude using gist (project_id with =, period with &&) where (state <> 'withdrawn')
);
call platform.put_behind_the_door('ccer.reduction_tranche', 'audited');

create table ccer.project_document (
    document_id    bigint      generated always as identity constraint project_document_pk primary key,
    project_id     bigint      not null constraint project_document_project_fk references ccer.project on delete cascade,
    tranche_id     bigint      constraint project_document_tranche_fk references ccer.reduction_tranche on delete cascade,
    document_kind  text        not null constraint project_document_kind_fk references ccer.document_kind,
    version        smallint    not null,
    name           text        not null constraint project_document_name check (length(trim(name)) > 0),
    dated          date        not null,
    is_substantial boolean,
    file_sha256    bytea       not null constraint project_document_file_fk references platform.stored_file,
    note           text,
    added_by       text        not null,
    added_at       timestamptz not null default clock_timestamp()
);
create unique index project_document_version_once on ccer.project_document (project_id, coalesce(tranche_id, 0), document_kind, version);
comment on column ccer.project_document.is_substantial is 'of a published kind, changed after publicity began: whether the change is of substance';
call platform.put_behind_the_door('ccer.project_document', 'audited');

create table ccer.project_move (
    move_id         bigint      generated always as identity constraint project_move_pk primary key,
    project_id      bigint      not null constraint project_move_project_fk references ccer.project on delete cascade,
    tranche_id      bigint      constraint project_move_tranche_fk references ccer.reduction_tranche on delete cascade,
    machine         text        not null,
    from_state      text,
    to_state        text        not null,
    moved_on        date        not null,
    decision        text        not null constraint project_move_decision check (length(trim(decision)) > 0),
    documents       bigint[]    not null default '{}',
    period_kind     text        constraint project_move_period_fk references ccer.period_kind,
    due_on          date,
    tonnes          bigint      constraint project_move_tonnes check (tonnes >= 0),
    registry_number text,
    moved_by        text        not null,
    moved_at        timestamptz not null default clock_timestamp(),
    constraint project_move_due check (due_on is null or (period_kind is not null and due_on >= moved_on))
);
comment on table ccer.project_move is 'append-only: the history of a project and its tranches';
comment on column ccer.project_move.period_kind is 'the statutory period that begins with this move';
comment on column ccer.project_move.due_on is 'last day of that period; null until its calendar is announced, set once';
create index project_move_project on ccer.project_move (project_id, move_id desc);
create index project_move_due on ccer.project_move (due_on) where due_on is not null;
call platform.put_behind_the_door('ccer.project_move', 'audited');

create table ccer.public_comment (
    comment_id  bigint      generated always as identity constraint public_comment_pk primary key,
    project_id  bigint      not null constraint public_comment_project_fk references ccer.project on delete cascade,
    tranche_id  bigint      constraint public_comment_tranche_fk references ccer.reduction_tranche on delete cascade,
    received_on date        not null,
    channel     text        not null,
    summary     text        not null constraint public_comment_summary check (length(trim(summary)) > 0),
    answer      text,
    answered_on date,
    answered_by text,
    is_adopted  boolean,
    entered_by  text        not null,
    entered_at  timestamptz not null default clock_timestamp(),
    constraint public_comment_answer_whole check (num_nulls(answer, answered_on, answered_by, is_adopted) in (0, 4) and answered_on >= received_on)
);
create index public_comment_project on ccer.public_comment (project_id);
call platform.put_behind_the_door('ccer.public_comment', 'audited');

create table ccer.project_party (
    project_party_id bigint generated always as identity constraint project_party_pk primary key,
    project_id       bigint not null constraint project_party_project_fk references ccer.project on delete cascade,
    tranche_id       bigint constraint project_party_tranche_fk references ccer.reduction_tranche on delete cascade,
    role             text   not null constraint project_party_role check (role in ('owner', 'developer', 'right-holder', 'validator', 'verifier', 'registry', 'exchange')),
    party_id         bigint not null constraint project_party_party_fk references ccer.party,
    contract         text,
    file_sha256      bytea  constraint project_party_file_fk references platform.stored_file,
    from_on          date   not null,
    until_on         date,
    entered_by       text   not null,
    constraint project_party_order check (until_on >= from_on)
);
create index project_party_project on ccer.project_party (project_id);
call platform.put_behind_the_door('ccer.project_party', 'audited');

-- Three boundaries; the newest of a kind holds. The boundary is the legal object: it keeps its own outline, whatever parcels do.
create table ccer.project_boundary (
    boundary_id  bigint  generated always as identity constraint project_boundary_pk primary key,
    project_id   bigint  not null constraint project_boundary_project_fk references ccer.project on delete cascade,
    kind         text    not null constraint project_boundary_kind check (kind in ('ex-ante', 'planted', 'monitored')),
    source       text    not null,
    selection_id bigint,
    file_sha256  bytea   constraint project_boundary_file_fk references platform.stored_file,
    generation   bigint  not null,
    area_m2      numeric(16, 4) not null,
    plots        integer not null,
    set_on       date    not null default current_date,
    set_by       text    not null
);
create index project_boundary_project on ccer.project_boundary (project_id, kind, boundary_id desc);
call platform.put_behind_the_door('ccer.project_boundary', 'audited');

create table ccer.project_plot (
    boundary_id   bigint  not null constraint project_plot_boundary_fk references ccer.project_boundary on delete cascade,
    plot          integer not null,
    name          text    not null,
    township_code text,
    area_m2       numeric(16, 4) not null constraint project_plot_area check (area_m2 > 0),
    geom          geometry(MultiPolygon, 4490) not null,
    geom_3857     geometry(MultiPolygon, 3857) not null,
    constraint project_plot_pk primary key (boundary_id, plot)
);
create index project_plot_geom on ccer.project_plot using gist (geom);
call platform.put_behind_the_door('ccer.project_plot', 'audited');

-- The parcel versions a boundary was cut from, with the ground each gave: what staleness is measured against.
create table ccer.project_parcel (
    boundary_id       bigint not null,
    plot              integer not null,
    parcel_id         bigint not null,
    parcel_version_id bigint not null,
    area_m2           numeric(16, 4) not null constraint project_parcel_area check (area_m2 > 0),
    expected_kg       bigint,
    constraint project_parcel_pk primary key (boundary_id, plot, parcel_version_id),
    constraint project_parcel_plot_fk foreign key (boundary_id, plot) references ccer.project_plot on delete cascade
);
comment on column ccer.project_parcel.expected_kg is 'over the crediting period, as the screening said; null where it gave none';
create index project_parcel_version on ccer.project_parcel (parcel_version_id);
create index project_parcel_parcel on ccer.project_parcel (parcel_id);
call platform.put_behind_the_door('ccer.project_parcel', 'audited');
