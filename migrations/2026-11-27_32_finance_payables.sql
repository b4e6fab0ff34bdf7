-- What is due to whom: lists of compensation and of shares go from draft through the village's publicity, the township, the bureau and finance to
-- payment. A line is changed in draft only; a disputed line is held while the others go on, and a changed one is published again on a list of its own.
create table finance.payee (
    payee_id         bigint  generated always as identity constraint payee_pk primary key,
    code             text    not null constraint payee_code_once unique constraint payee_code check (code ~ '^[^\s]{1,40}$'),
    kind             text    not null constraint payee_kind check (kind in ('household', 'collective', 'state-farm', 'ranger', 'company', 'public')),
    name             text    not null constraint payee_name check (trim(name) <> ''),
    village_code     text,
    township_code    text,
    is_demonstration boolean not null default false
);
comment on table finance.payee is 'no identity numbers are kept';
create index payee_of_village on finance.payee (village_code);
call platform.put_behind_the_door('finance.payee', 'audited');

-- Where money goes. A new account follows the old one; the newest counts.
create table finance.payee_account (
    payee_account_id bigint      generated always as identity constraint payee_account_pk primary key,
    payee_id         bigint      not null constraint payee_account_payee_fk references finance.payee,
    kind             text        not null constraint payee_account_kind check (kind in ('一卡通', '银行账户')),
    bank             text        not null,
    account_no       text        not null constraint payee_account_no check (account_no ~ '^[0-9]{8,32}$'),
    account_name     text        not null,
    entered_by       text        not null default current_setting('forestcarbon.actor'),
    entered_at       timestamptz not null default clock_timestamp()
);
create index payee_account_newest on finance.payee_account (payee_id, payee_account_id desc);
call platform.put_behind_the_door('finance.payee_account', 'audited');

create table finance.list_state (
    state   text     not null constraint list_state_pk primary key,
    name_zh text     not null,
    name_en text     not null,
    place   smallint not null
);
insert into finance.list_state (state, name_zh, name_en, place) values
    ('draft', '拟定', 'Draft', 1), ('publicity', '村内公示', 'Village publicity', 2), ('published', '公示期满', 'Publicity over', 3), ('township', '乡镇已审', 'Township agreed', 4),
    ('bureau', '林业局已审', 'Bureau agreed', 5), ('finance', '财政已审', 'Finance agreed', 6), ('approved', '可支付', 'Payable', 7), ('paid', '已付清', 'Paid', 8), ('withdrawn', '撤回', 'Withdrawn', 9);
call platform.put_behind_the_door('finance.list_state', 'audited');

create table finance.list_move_rule (
    from_state text   not null constraint list_move_rule_from_fk references finance.list_state,
    to_state   text   not null constraint list_move_rule_to_fk references finance.list_state,
    name_zh    text   not null,
    name_en    text   not null,
    roles      text[] not null,
    constraint list_move_rule_pk primary key (from_state, to_state)
);
insert into finance.list_move_rule (from_state, to_state, name_zh, name_en, roles) values
    ('draft', 'publicity', '开始公示', 'Begin the publicity', '{township-station,bureau-reviewer,finance}'), ('publicity', 'published', '公示期满', 'Publicity is over', '{township-station,bureau-reviewer,finance}'),
    ('published', 'township', '乡镇审核', 'Township agrees', '{township-station}'), ('township', 'bureau', '林业局审核', 'Bureau agrees', '{bureau-reviewer}'),
    ('bureau', 'finance', '财政审核', 'Finance agrees', '{finance}'), ('finance', 'approved', '财政复核', 'Finance confirms', '{finance}'), ('approved', 'paid', '付清', 'All is paid', '{finance}'),
    ('publicity', 'draft', '退回修改', 'Back to draft', '{township-station,bureau-reviewer,finance}'), ('published', 'draft', '退回修改', 'Back to draft', '{township-station,bureau-reviewer,finance}'),
    ('township', 'draft', '退回修改', 'Back to draft', '{bureau-reviewer}'), ('bureau', 'draft', '退回修改', 'Back to draft', '{finance}'), ('draft', 'withdrawn', '撤回', 'Withdraw', '{bureau-reviewer,finance}');
call platform.put_behind_the_door('finance.list_move_rule', 'audited');

create table finance.payable_list (
    list_id       bigint      generated always as identity constraint payable_list_pk primary key,
    kind          text        not null constraint payable_list_kind check (kind in ('compensation', 'sharing')),
    book_id       bigint      not null constraint payable_list_book_fk references finance.entity,
    year          smallint    not null,
    title         text        not null,
    township_code text,
    village_code  text,
    village_name  text        not null default '',
    fund_group    text,
    fund_id       bigint      constraint payable_list_fund_fk references finance.fund,
    run_id        bigint,
    corrects      bigint      constraint payable_list_corrects_fk references finance.payable_list,
    state         text        not null default 'draft' constraint payable_list_state_fk references finance.list_state,
    state_since   date        not null default current_date,
    is_demonstration boolean  not null default false,
    made_by       text        not null default current_setting('forestcarbon.actor'),
    made_at       timestamptz not null default clock_timestamp(),
    constraint payable_list_compensation_is_whole check ((kind = 'compensation') = (fund_group is not null)),
    constraint payable_list_sharing_names_run check (kind <> 'sharing' or run_id is not null)
);
create unique index payable_list_compensation_once on finance.payable_list (village_code, year, fund_group) where kind = 'compensation' and corrects is null and state <> 'withdrawn';
create index payable_list_of_run on finance.payable_list (run_id) where run_id is not null;
call platform.put_behind_the_door('finance.payable_list', 'audited');

create table finance.payable_line (
    list_id    bigint        not null constraint payable_line_list_fk references finance.payable_list on delete cascade,
    line       integer       not null,
    payee_id   bigint        not null constraint payable_line_payee_fk references finance.payee,
    part       text          not null constraint payable_line_part check (part in ('loss', 'ranger', 'public', 'household', 'collective', 'party')),
    basis      text          not null default '',
    area_mu    numeric(14, 4),
    rate_fen   bigint,
    amount_fen bigint        not null constraint payable_line_amount check (amount_fen >= 0),
    contract_id bigint,
    held_for   text,
    constraint payable_line_pk primary key (list_id, line)
);
create index payable_line_of_payee on finance.payable_line (payee_id);
comment on column finance.payable_line.held_for is 'why the line waits while its list goes on';
call platform.put_behind_the_door('finance.payable_line', 'audited');

create table finance.list_move (
    list_move_id bigint      generated always as identity constraint list_move_pk primary key,
    list_id      bigint      not null constraint list_move_list_fk references finance.payable_list on delete cascade,
    from_state   text        not null,
    to_state     text        not null,
    moved_on     date        not null,
    due_on       date,
    note         text        not null default '',
    moved_by     text        not null default current_setting('forestcarbon.actor'),
    moved_at     timestamptz not null default clock_timestamp()
);
create index list_move_of_list on finance.list_move (list_id, list_move_id);
call platform.put_behind_the_door('finance.list_move', 'audited');

create table finance.objection (
    objection_id bigint      generated always as identity constraint objection_pk primary key,
    list_id      bigint      not null,
    line         integer     not null,
    raised_on    date        not null,
    said         text        not null constraint objection_said check (trim(said) <> ''),
    answer       text,
    is_upheld    boolean,
    answered_on  date,
    entered_by   text        not null default current_setting('forestcarbon.actor'),
    constraint objection_line_fk foreign key (list_id, line) references finance.payable_line on delete cascade,
    constraint objection_answered_whole check (num_nulls(answer, is_upheld, answered_on) in (0, 3))
);
create index objection_of_list on finance.objection (list_id);
call platform.put_behind_the_door('finance.objection', 'audited');

-- Payment files: columns of a bank or of the 一卡通 platform, as data, and the lines that went out in one file.
create table finance.payment_template (
    payment_template text    not null constraint payment_template_pk primary key,
    name_zh          text    not null,
    name_en          text    not null,
    account_kind     text    not null constraint payment_template_account check (account_kind in ('一卡通', '银行账户')),
    heads            text[]  not null,
    fields           text[]  not null,
    encoding         text    not null constraint payment_template_encoding check (encoding in ('utf-8', 'gb18030')),
    serial_heads     text[]  not null,
    result_heads     text[]  not null,
    reason_heads     text[]  not null,
    paid_words       text[]  not null,
    source           text    not null,
    mark             text    not null,
    constraint payment_template_columns check (cardinality(heads) = cardinality(fields)),
    constraint payment_template_fields check (fields <@ array['serial', 'name', 'account', 'bank', 'yuan', 'purpose', 'village', 'payee'])
);
insert into finance.payment_template (payment_template, name_zh, name_en, account_kind, heads, fields, encoding, serial_heads, result_heads, reason_heads, paid_words, source, mark) values
    ('yikatong', '一卡通发放文件', 'Subsidy card file', '一卡通', '{序号,姓名,一卡通账号,开户行,金额,项目名称,村组}', '{serial,name,account,bank,yuan,purpose,village}', 'gb18030',
     '{序号,流水号}', '{发放结果,处理结果,状态}', '{失败原因,原因}', '{成功,已发放}', '列名为本系统所拟：各地一卡通平台的文件格式未见原件', '?'),
    ('bank', '银行代发文件', 'Bank payroll file', '银行账户', '{明细序号,收款户名,收款账号,收款行,金额（元）,附言}', '{serial,name,account,bank,yuan,purpose}', 'utf-8',
     '{明细序号,序号}', '{处理结果,交易状态}', '{失败原因,备注}', '{成功,交易成功}', '列名为本系统所拟：各银行代发文件格式未见原件', '?');
call platform.put_behind_the_door('finance.payment_template', 'audited');

create table finance.payment_batch (
    batch_id         bigint      generated always as identity constraint payment_batch_pk primary key,
    list_id          bigint      not null constraint payment_batch_list_fk references finance.payable_list,
    payment_template text        not null constraint payment_batch_template_fk references finance.payment_template,
    made_by          text        not null default current_setting('forestcarbon.actor'),
    made_at          timestamptz not null default clock_timestamp(),
    returned_at      timestamptz,
    return_sha256    bytea       constraint payment_batch_return_fk references platform.stored_file,
    event_id         bigint      constraint payment_batch_event_fk references finance.money_event
);
call platform.put_behind_the_door('finance.payment_batch', 'audited');

create table finance.payment_line (
    batch_id   bigint  not null constraint payment_line_batch_fk references finance.payment_batch,
    serial     integer not null,
    list_id    bigint  not null,
    line       integer not null,
    account_no text    not null,
    account_name text  not null,
    bank       text    not null,
    amount_fen bigint  not null constraint payment_line_amount check (amount_fen > 0),
    outcome    text    constraint payment_line_outcome check (outcome in ('paid', 'returned')),
    reason     text,
    constraint payment_line_pk primary key (batch_id, serial),
    constraint payment_line_line_fk foreign key (list_id, line) references finance.payable_line
);
-- A line is on its way or paid once: only what came back goes out again.
create unique index payment_line_once on finance.payment_line (list_id, line) where outcome is distinct from 'returned';
call platform.put_behind_the_door('finance.payment_line', 'audited');

-- 生态补偿: what is paid per mu, by whom it is decided, for which ground.
create table finance.fund_group (
    fund_group text     not null constraint fund_group_pk primary key,
    name_zh    text     not null,
    name_en    text     not null,
    precedence smallint not null constraint fund_group_precedence_once unique,
    source     text     not null,
    mark       text     not null
);
insert into finance.fund_group (fund_group, name_zh, name_en, precedence, source, mark) values
    ('national', '国家级公益林', 'National public-welfare forest', 1, '本系统的次序，可由林业局调整', '?'),
    ('provincial', '省级公益林', 'Provincial public-welfare forest', 2, '本系统的次序，可由林业局调整', '?'),
    ('natural', '天然商品林停伐管护', 'Natural commercial forest closed to logging', 3, '本系统的次序，可由林业局调整', '?');
call platform.put_behind_the_door('finance.fund_group', 'audited');

-- A standard is a sum of parts; "total" is what the document says in all, and the parts must make it where both stand.
create table finance.compensation_standard (
    standard_id bigint    generated always as identity constraint compensation_standard_pk primary key,
    fund_group  text      not null constraint compensation_standard_group_fk references finance.fund_group,
    tenure      text      not null constraint compensation_standard_tenure check (tenure in ('state', 'collective')),
    grade       text      not null default '' ,
    part        text      not null constraint compensation_standard_part check (part in ('total', 'loss', 'ranger', 'public')),
    years       int4range not null constraint compensation_standard_years check (not isempty(years) and lower(years) is not null),
    fen_per_mu  bigint    constraint compensation_standard_amount check (fen_per_mu >= 0),
    source      text      not null,
    mark        text      not null,
    is_demonstration boolean not null default false,
    constraint compensation_standard_once exclude using gist (fund_group with =, tenure with =, grade with =, part with =, years with &&)
);
comment on column finance.compensation_standard.tenure is 'collective: collective and individual forest';
comment on column finance.compensation_standard.grade is 'protection grade, empty: every grade';
comment on column finance.compensation_standard.fen_per_mu is 'null: missing, nothing can be drawn up that needs it';
insert into finance.compensation_standard (fund_group, tenure, part, years, fen_per_mu, source, mark) values
    ('national', 'state', 'total', '[2010,)', 1000, '中央财政标准：国有 10 元/亩·年（事实表 §10），未重读原文', 'M'),
    ('national', 'collective', 'total', '[2010,2013)', 1000, '中央财政标准：集体和个人 2010 年起 10 元/亩·年（事实表 §10），未重读原文', 'M'),
    ('national', 'collective', 'total', '[2013,2019)', 1500, '中央财政标准：集体和个人 2013 年起 15 元/亩·年（事实表 §10），未重读原文；止年待核', 'M'),
    ('national', 'collective', 'total', '[2019,)', 1600, '中央财政标准：集体和个人 16 元/亩·年（事实表 §10），未重读原文；起年待核', 'M'),
    ('national', 'state', 'loss', '[2010,)', null, '待录入：省财政厅、林业局的分解办法', '?'), ('national', 'collective', 'loss', '[2010,)', null, '待录入：省财政厅、林业局的分解办法', '?'),
    ('provincial', 'state', 'total', '[2010,)', null, '待录入：湖南省级公益林标准，见省财政厅、林业局文件', '?'), ('provincial', 'collective', 'total', '[2010,)', null, '待录入：湖南省级公益林标准，见省财政厅、林业局文件', '?'),
    ('natural', 'state', 'total', '[2017,)', null, '待录入：停伐管护补助标准', '?'), ('natural', 'collective', 'total', '[2017,)', null, '待录入：停伐管护补助标准', '?');
call platform.put_behind_the_door('finance.compensation_standard', 'audited');

-- The protection-unit record: 区划界定书 and 管护合同 per right holder. Paid is its contract area, never the mapped one.
create table finance.protection_contract (
    contract_id      bigint         generated always as identity constraint protection_contract_pk primary key,
    contract_no      text           not null constraint protection_contract_once unique constraint protection_contract_no check (trim(contract_no) <> ''),
    kind             text           not null constraint protection_contract_kind check (kind in ('区划界定', '管护合同')),
    fund_group       text           not null constraint protection_contract_group_fk references finance.fund_group,
    grade            text           not null default '',
    tenure           text           not null constraint protection_contract_tenure check (tenure in ('state', 'collective', 'individual')),
    township_code    text           not null,
    village_code     text           not null,
    village_name     text           not null,
    holder_id        bigint         not null constraint protection_contract_holder_fk references finance.payee,
    ranger_id        bigint         constraint protection_contract_ranger_fk references finance.payee,
    years            int4range      not null constraint protection_contract_years check (not isempty(years) and lower(years) is not null and upper(years) is not null),
    contract_mu      numeric(12, 2) not null constraint protection_contract_area check (contract_mu > 0),
    file_sha256      bytea          constraint protection_contract_file_fk references platform.stored_file,
    is_demonstration boolean        not null default false,
    entered_by       text           not null default current_setting('forestcarbon.actor')
);
create index protection_contract_of_village on finance.protection_contract (village_code, fund_group);
call platform.put_behind_the_door('finance.protection_contract', 'audited');

-- The mapped ground of a contract, by the permanent parcel. Several holders of one fund group may share a parcel; two fund groups may not, in any year.
create table finance.protection_ground (
    contract_id bigint         not null constraint protection_ground_contract_fk references finance.protection_contract on delete cascade,
    parcel_id   bigint         not null,
    parcel_code text           not null,
    fund_group  text           not null,
    years       int4range      not null,
    contract_mu numeric(12, 2) not null constraint protection_ground_area check (contract_mu > 0),
    mapped_mu   numeric(14, 4) not null,
    constraint protection_ground_pk primary key (contract_id, parcel_id),
    constraint protection_ground_one_fund_group exclude using gist (parcel_id with =, years with &&, fund_group with <>)
);
comment on column finance.protection_ground.mapped_mu is 'ellipsoidal area of the parcel when it was linked';
call platform.put_behind_the_door('finance.protection_ground', 'audited');
