-- The books of the county's accounting entities. The ledger keeps entries; here stands what an entry means: charts of accounts by
-- accounting system, posting templates, the event (经济事项) an entry was made for, and the public fund it was paid from.
-- Codes and names of accounts come from the accounting systems and carry the mark of how well they were read.
create schema finance;

create table finance.chart_account (
    accounting_system text    not null constraint chart_account_system
                              check (accounting_system in ('政府会计', '企业会计准则', '农村集体经济组织会计制度')),
    code              text    not null constraint chart_account_code check (code ~ '^[0-9]{3,8}$'),
    name_zh           text    not null,
    name_en           text    not null,
    kind              text    not null constraint chart_account_kind check (kind in ('asset', 'liability', 'equity', 'income', 'expense')),
    normal_side       text    not null constraint chart_account_side check (normal_side in ('debit', 'credit', 'either')),
    is_cash           boolean not null default false,
    is_between        boolean not null default false,
    source            text    not null,
    mark              text    not null,
    constraint chart_account_pk primary key (accounting_system, code),
    constraint chart_account_cash check (not is_cash or (kind = 'asset' and normal_side = 'debit')),
    constraint chart_account_between check (not is_between or normal_side = 'either')
);
comment on column finance.chart_account.normal_side is 'debit, credit: never below zero on that side; either: not limited';

insert into finance.chart_account (accounting_system, code, name_zh, name_en, kind, normal_side, is_cash, is_between, source, mark)
select '政府会计', code, zh, en, kind, side, cash, between_, '政府会计制度——行政事业单位会计科目和报表（财会〔2017〕25号）', 'M' from (values
    ('1002', '银行存款', 'Bank deposits', 'asset', 'debit', true, false), ('1011', '零余额账户用款额度', 'Zero-balance account quota', 'asset', 'debit', true, false),
    ('1212', '应收账款', 'Receivables', 'asset', 'debit', false, false), ('1218', '其他应收款', 'Other receivables', 'asset', 'debit', false, false),
    ('121801', '其他应收款——单位往来', 'Claims on other entities', 'asset', 'either', false, true),
    ('2302', '应付账款', 'Payables', 'liability', 'credit', false, false), ('2307', '其他应付款', 'Other payables', 'liability', 'credit', false, false),
    ('230701', '其他应付款——生态补偿', 'Ecological compensation payable', 'liability', 'credit', false, false),
    ('3001', '累计盈余', 'Accumulated surplus', 'equity', 'either', false, false),
    ('4001', '财政拨款收入', 'Fiscal appropriation', 'income', 'either', false, false), ('4609', '其他收入', 'Other income', 'income', 'either', false, false),
    ('460901', '其他收入——国有资源有偿使用收入', 'Paid use of state resources', 'income', 'either', false, false),
    ('5001', '业务活动费用', 'Operating expenses', 'expense', 'either', false, false),
    ('500101', '业务活动费用——生态补偿', 'Ecological compensation', 'expense', 'either', false, false),
    ('5901', '其他费用', 'Other expenses', 'expense', 'either', false, false)) as t (code, zh, en, kind, side, cash, between_);
insert into finance.chart_account (accounting_system, code, name_zh, name_en, kind, normal_side, is_cash, is_between, source, mark)
select '企业会计准则', code, zh, en, kind, side, cash, between_, '企业会计准则——应用指南附录：会计科目（财会〔2006〕18号）及其后修订', 'M' from (values
    ('1002', '银行存款', 'Bank deposits', 'asset', 'debit', true, false), ('1122', '应收账款', 'Receivables', 'asset', 'debit', false, false),
    ('1123', '预付账款', 'Prepayments', 'asset', 'debit', false, false), ('1221', '其他应收款', 'Other receivables', 'asset', 'debit', false, false),
    ('122101', '其他应收款——单位往来', 'Claims on other entities', 'asset', 'either', false, true),
    ('2001', '短期借款', 'Short-term loans', 'liability', 'credit', false, false), ('2202', '应付账款', 'Payables', 'liability', 'credit', false, false),
    ('2204', '合同负债', 'Contract liabilities', 'liability', 'credit', false, false), ('2221', '应交税费', 'Taxes payable', 'liability', 'either', false, false),
    ('2241', '其他应付款', 'Other payables', 'liability', 'credit', false, false), ('224101', '其他应付款——利益联结分配', 'Benefit shares payable', 'liability', 'credit', false, false),
    ('4001', '实收资本', 'Paid-in capital', 'equity', 'credit', false, false), ('4103', '本年利润', 'Profit of the year', 'equity', 'either', false, false),
    ('4104', '利润分配', 'Appropriation of profit', 'equity', 'either', false, false),
    ('6001', '主营业务收入', 'Revenue', 'income', 'either', false, false), ('600101', '主营业务收入——碳汇交易', 'Sales of reductions', 'income', 'either', false, false),
    ('6117', '其他收益', 'Other income', 'income', 'either', false, false),
    ('6401', '主营业务成本', 'Cost of sales', 'expense', 'either', false, false), ('640101', '主营业务成本——利益联结分配', 'Benefit shares', 'expense', 'either', false, false),
    ('6601', '销售费用', 'Selling expenses', 'expense', 'either', false, false), ('6602', '管理费用', 'Administrative expenses', 'expense', 'either', false, false),
    ('6603', '财务费用', 'Financial expenses', 'expense', 'either', false, false)) as t (code, zh, en, kind, side, cash, between_);
insert into finance.chart_account (accounting_system, code, name_zh, name_en, kind, normal_side, is_cash, is_between, source, mark)
select '农村集体经济组织会计制度', code, zh, en, kind, side, cash, between_, '农村集体经济组织会计制度（财会〔2023〕14号）：科目编号凭记忆，待核', '?' from (values
    ('102', '银行存款', 'Bank deposits', 'asset', 'debit', true, false), ('112', '应收款', 'Receivables', 'asset', 'debit', false, false),
    ('11201', '应收款——单位往来', 'Claims on other entities', 'asset', 'either', false, true),
    ('211', '应付款', 'Payables', 'liability', 'credit', false, false), ('21101', '应付款——农户分配', 'Payable to households', 'liability', 'credit', false, false),
    ('301', '资本', 'Capital', 'equity', 'credit', false, false), ('321', '本年收益', 'Surplus of the year', 'equity', 'either', false, false),
    ('322', '收益分配', 'Appropriation of surplus', 'equity', 'either', false, false),
    ('401', '经营收入', 'Operating income', 'income', 'either', false, false), ('411', '补助收入', 'Subsidies', 'income', 'either', false, false),
    ('421', '其他收入', 'Other income', 'income', 'either', false, false),
    ('501', '经营支出', 'Operating expenses', 'expense', 'either', false, false), ('511', '管理费用', 'Administrative expenses', 'expense', 'either', false, false)) as t (code, zh, en, kind, side, cash, between_);
call platform.put_behind_the_door('finance.chart_account', 'audited');

-- What income is called, in every book.
create table finance.income_kind (
    income_kind text not null constraint income_kind_pk primary key,
    name_zh     text not null,
    name_en     text not null
);
insert into finance.income_kind (income_kind, name_zh, name_en) values
    ('sale', '交易收入', 'Sales'), ('state-resource', '国有资源有偿使用收入', 'Paid use of state resources'), ('mandate', '委托开发分成', 'Share of a mandated development'),
    ('compensation', '补偿资金', 'Compensation funds'), ('grant', '补助', 'Grants'), ('loan', '借款', 'Loans'), ('other', '其他', 'Other');
call platform.put_behind_the_door('finance.income_kind', 'audited');

-- An event of money and how it is posted, by accounting system. A template of two entities has lines for both sides; the two
-- that carry one pair number are the claim between them.
create table finance.posting_template (
    template    text    not null constraint posting_template_pk primary key,
    name_zh     text    not null,
    name_en     text    not null,
    income_kind text    constraint posting_template_income_fk references finance.income_kind,
    fund_effect text    not null default 'none' constraint posting_template_fund check (fund_effect in ('none', 'in', 'out')),
    is_between  boolean not null default false,
    by_hand     boolean not null default true,
    place       integer not null
);
comment on column finance.posting_template.fund_effect is 'in: money of a public fund arrives; out: it is paid, never more than the fund';
comment on column finance.posting_template.by_hand is 'false: only the program''s own steps make it';
insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
    ('opening', '期初余额', 'Opening balance', null, 'none', false, true, 1),
    ('sale-agreed', '碳汇成交', 'Sale of reductions agreed', 'sale', 'none', false, true, 2),
    ('sale-received', '交易款到账', 'Sale money received', null, 'none', false, true, 3),
    ('fee-paid', '交易手续费', 'Trading fee paid', null, 'none', false, true, 4),
    ('advance-received', '预收合同款', 'Advance received', null, 'none', false, true, 5),
    ('mandate-received', '委托开发分成到账', 'Share of a mandated development received', 'mandate', 'none', false, true, 6),
    ('cost-owed', '项目费用挂账', 'Project cost owed', null, 'none', false, true, 7),
    ('cost-paid', '项目费用支付', 'Project cost paid', null, 'none', false, true, 8),
    ('share-owed', '利益联结分配计提', 'Benefit shares owed', null, 'none', false, false, 9),
    ('share-paid', '利益联结分配支付', 'Benefit shares paid', null, 'none', false, true, 10),
    ('share-recovered', '追回已分配款', 'Benefit shares recovered', null, 'none', false, true, 11),
    ('grant-received', '补助到账', 'Grant received', 'grant', 'none', false, true, 12),
    ('fund-received', '财政资金下达', 'Public fund received', 'compensation', 'in', false, true, 13),
    ('resource-received', '国有资源有偿使用收入', 'Paid use of state resources received', 'state-resource', 'none', false, true, 14),
    ('compensation-owed', '生态补偿计提', 'Compensation owed', null, 'none', false, false, 15),
    ('compensation-paid', '生态补偿支付', 'Compensation paid', null, 'out', false, true, 16),
    ('interest-subsidy', '贷款贴息支付', 'Interest subsidy paid', null, 'out', false, true, 17),
    ('allocated', '拨付其他核算单位', 'Allocated to another entity', null, 'out', true, true, 18),
    ('loan-received', '借款到账', 'Loan received', 'loan', 'none', false, true, 19),
    ('loan-repaid', '归还借款', 'Loan repaid', null, 'none', false, true, 20),
    ('interest-paid', '支付利息', 'Interest paid', null, 'none', false, true, 21),
    ('other-cost', '其他支出', 'Other expense', null, 'none', false, true, 22),
    ('year-close', '年终结转', 'Year-end transfer', null, 'none', false, false, 23);
call platform.put_behind_the_door('finance.posting_template', 'audited');

create table finance.posting_template_line (
    template          text    not null constraint template_line_template_fk references finance.posting_template,
    accounting_system text    not null,
    side              text    not null constraint template_line_side check (side in ('own', 'other')),
    line              integer not null,
    part              text    not null constraint template_line_part check (part in ('amount', 'net', 'tax')),
    debit             text    not null,
    credit            text    not null,
    pair              integer,
    constraint template_line_pk primary key (template, accounting_system, side, line),
    constraint template_line_debit_fk foreign key (accounting_system, debit) references finance.chart_account (accounting_system, code),
    constraint template_line_credit_fk foreign key (accounting_system, credit) references finance.chart_account (accounting_system, code),
    constraint template_line_two_accounts check (debit <> credit)
);
insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
    ('opening', '政府会计', 'own', 1, 'amount', '1002', '3001', null), ('opening', '企业会计准则', 'own', 1, 'amount', '1002', '4001', null),
    ('opening', '农村集体经济组织会计制度', 'own', 1, 'amount', '102', '301', null),
    ('sale-agreed', '企业会计准则', 'own', 1, 'net', '1122', '600101', null), ('sale-agreed', '企业会计准则', 'own', 2, 'tax', '1122', '2221', null),
    ('sale-agreed', '政府会计', 'own', 1, 'amount', '1212', '460901', null), ('sale-agreed', '农村集体经济组织会计制度', 'own', 1, 'amount', '112', '401', null),
    ('sale-received', '企业会计准则', 'own', 1, 'amount', '1002', '1122', null), ('sale-received', '政府会计', 'own', 1, 'amount', '1002', '1212', null),
    ('sale-received', '农村集体经济组织会计制度', 'own', 1, 'amount', '102', '112', null),
    ('fee-paid', '企业会计准则', 'own', 1, 'amount', '6601', '1002', null), ('fee-paid', '政府会计', 'own', 1, 'amount', '5901', '1002', null),
    ('advance-received', '企业会计准则', 'own', 1, 'amount', '1002', '2204', null),
    ('mandate-received', '企业会计准则', 'own', 1, 'amount', '1002', '6001', null), ('mandate-received', '农村集体经济组织会计制度', 'own', 1, 'amount', '102', '401', null),
    ('cost-owed', '企业会计准则', 'own', 1, 'amount', '6401', '2202', null), ('cost-paid', '企业会计准则', 'own', 1, 'amount', '2202', '1002', null),
    ('cost-owed', '政府会计', 'own', 1, 'amount', '5001', '2302', null), ('cost-paid', '政府会计', 'own', 1, 'amount', '2302', '1011', null),
    ('share-owed', '企业会计准则', 'own', 1, 'amount', '640101', '224101', null), ('share-paid', '企业会计准则', 'own', 1, 'amount', '224101', '1002', null),
    ('share-recovered', '企业会计准则', 'own', 1, 'amount', '1221', '640101', null),
    ('share-owed', '农村集体经济组织会计制度', 'own', 1, 'amount', '322', '21101', null), ('share-paid', '农村集体经济组织会计制度', 'own', 1, 'amount', '21101', '102', null),
    ('grant-received', '企业会计准则', 'own', 1, 'amount', '1002', '6117', null), ('grant-received', '农村集体经济组织会计制度', 'own', 1, 'amount', '102', '411', null),
    ('fund-received', '政府会计', 'own', 1, 'amount', '1011', '4001', null), ('resource-received', '政府会计', 'own', 1, 'amount', '1002', '460901', null),
    ('compensation-owed', '政府会计', 'own', 1, 'amount', '500101', '230701', null), ('compensation-paid', '政府会计', 'own', 1, 'amount', '230701', '1011', null),
    ('interest-subsidy', '政府会计', 'own', 1, 'amount', '5001', '1011', null),
    ('allocated', '政府会计', 'own', 1, 'amount', '121801', '1011', 1), ('allocated', '企业会计准则', 'other', 1, 'amount', '1002', '122101', 1),
    ('allocated', '农村集体经济组织会计制度', 'other', 1, 'amount', '102', '11201', 1), ('allocated', '企业会计准则', 'own', 1, 'amount', '122101', '1002', 1),
    ('loan-received', '企业会计准则', 'own', 1, 'amount', '1002', '2001', null), ('loan-repaid', '企业会计准则', 'own', 1, 'amount', '2001', '1002', null),
    ('interest-paid', '企业会计准则', 'own', 1, 'amount', '6603', '1002', null),
    ('other-cost', '企业会计准则', 'own', 1, 'amount', '6602', '1002', null), ('other-cost', '政府会计', 'own', 1, 'amount', '5901', '1002', null),
    ('other-cost', '农村集体经济组织会计制度', 'own', 1, 'amount', '511', '102', null);
call platform.put_behind_the_door('finance.posting_template_line', 'audited');

-- An accounting entity and its book of the ledger, whose name and accounting system it repeats: neither ever changes.
create table finance.entity (
    book_id          bigint  not null constraint entity_pk primary key,
    code             text    not null constraint entity_code_once unique constraint entity_code check (code ~ '^[^\s/]{1,40}$'),
    name             text    not null constraint entity_name check (name <> ''),
    short_name       text    not null constraint entity_short_name check (short_name <> ''),
    accounting_system text   not null constraint entity_accounting_system
                             check (accounting_system in ('政府会计', '企业会计准则', '农村集体经济组织会计制度')),
    kind             text    not null constraint entity_kind check (kind in ('county', 'state-farm', 'company', 'collective')),
    village_code     text,
    opened_on        date    not null,
    is_demonstration boolean not null default false
);
call platform.put_behind_the_door('finance.entity', 'audited');

-- Public money names its fund: level, document, budget year and line, amount. What is carried over to the next year leaves it.
create table finance.fund (
    fund_id          bigint   generated always as identity constraint fund_pk primary key,
    book_id          bigint   not null constraint fund_book_fk references finance.entity,
    level            text     not null constraint fund_level check (level in ('central', 'province', 'city', 'county')),
    document_number  text     not null constraint fund_document check (trim(document_number) <> ''),
    budget_year      smallint not null constraint fund_year check (budget_year between 2000 and 2100),
    function_code    text     not null constraint fund_function check (function_code ~ '^[0-9]{3,7}$'),
    function_name    text     not null,
    purpose          text     not null constraint fund_purpose check (purpose in ('compensation', 'natural-forest', 'sink-compensation', 'planting', 'interest-subsidy', 'insurance', 'risk-compensation', 'other')),
    amount_fen       bigint   not null constraint fund_amount check (amount_fen > 0),
    carried_from     bigint   constraint fund_carried_once unique constraint fund_carried_fk references finance.fund,
    document_sha256  bytea    constraint fund_file_fk references platform.stored_file,
    note             text     not null default '',
    is_demonstration boolean  not null default false,
    entered_by       text     not null default current_setting('forestcarbon.actor'),
    constraint fund_once unique (book_id, document_number, budget_year, function_code)
);
call platform.put_behind_the_door('finance.fund', 'audited');

-- Why an entry stands in a book. Made by one account (pending in the ledger), decided by another.
create table finance.money_event (
    event_id      bigint      generated always as identity constraint money_event_pk primary key,
    book_id       bigint      not null constraint money_event_book_fk references finance.entity,
    other_book_id bigint      constraint money_event_other_fk references finance.entity,
    template      text        not null constraint money_event_template_fk references finance.posting_template,
    effective_on  date        not null,
    voucher_year  smallint    not null,
    voucher_no    integer     not null,
    summary       text        not null constraint money_event_summary check (trim(summary) <> ''),
    amount_fen    bigint      not null constraint money_event_amount check (amount_fen > 0),
    tax_fen       bigint      not null default 0 constraint money_event_tax check (tax_fen >= 0 and tax_fen < amount_fen),
    cash_fen      bigint      not null default 0,
    other_cash_fen bigint     not null default 0,
    fund_id       bigint      constraint money_event_fund_fk references finance.fund,
    subject_kind  text        constraint money_event_subject_kind
                              check (subject_kind in ('act', 'list', 'run', 'contract', 'invoice', 'loan', 'fund', 'project', 'batch')),
    subject_id    text,
    counterparty  text        not null default '',
    evidence      text        not null default '',
    entry_id      bigint      not null constraint money_event_entry_once unique,
    made_by       text        not null default current_setting('forestcarbon.actor'),
    made_at       timestamptz not null default clock_timestamp(),
    constraint money_event_voucher_once unique (book_id, voucher_year, voucher_no),
    constraint money_event_subject_whole check ((subject_kind is null) = (subject_id is null)),
    constraint money_event_two_books check (other_book_id is distinct from book_id)
);
comment on column finance.money_event.cash_fen is 'what it moves on the cash accounts of its book: above zero comes in';
comment on column finance.money_event.evidence is 'number of the record it rests on: trade, contract, document, bank';
create index money_event_of_book on finance.money_event (book_id, effective_on, event_id);
create index money_event_of_fund on finance.money_event (fund_id) where fund_id is not null;
create index money_event_of_subject on finance.money_event (subject_kind, subject_id) where subject_kind is not null;
call platform.put_behind_the_door('finance.money_event', 'audited');

create table finance.money_event_outcome (
    event_id   bigint      not null constraint money_event_outcome_pk primary key constraint money_event_outcome_event_fk references finance.money_event,
    outcome    text        not null constraint money_event_outcome_kind check (outcome in ('posted', 'voided')),
    entry_id   bigint      not null,
    decided_by text        not null default current_setting('forestcarbon.actor'),
    decided_at timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.money_event_outcome', 'audited');
