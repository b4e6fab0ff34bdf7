-- Contracts, sales, invoices, and the receipts and payments laid against them. A contract alone moves nothing. A sale is an act of the subsidiary book: its
-- tonnes, price and fee are taken from there by the database and typed by nobody. What is made is kept; its end is a row of its own.
create table finance.entity_holder (
    holder  text   not null constraint entity_holder_pk primary key,
    book_id bigint not null constraint entity_holder_book_fk references finance.entity
);
comment on table finance.entity_holder is 'whose tonnes of the subsidiary book an entity sells';
call platform.put_behind_the_door('finance.entity_holder', 'audited');

create table finance.tax_rate (
    tax_rate_id bigint    generated always as identity constraint tax_rate_pk primary key,
    supply      text      not null constraint tax_rate_supply check (supply in ('sink-sale', 'service')),
    treatment   text      constraint tax_rate_treatment check (treatment in ('taxed', 'exempt', 'not-taxed')),
    rate        numeric(6, 4) constraint tax_rate_rate check (rate > 0 and rate < 1),
    days        daterange not null constraint tax_rate_days check (not isempty(days) and lower(days) is not null),
    source      text      not null constraint tax_rate_source check (trim(source) <> ''),
    mark        text      not null,
    is_demonstration boolean not null default false,
    constraint tax_rate_is_whole check ((treatment is not distinct from 'taxed') = (rate is not null)),
    constraint tax_rate_once exclude using gist (supply with =, days with &&)
);
comment on column finance.tax_rate.treatment is 'null: missing, nothing is proposed';
insert into finance.tax_rate (supply, days, source, mark) values ('sink-sale', '[2024-01-22,)', '待录入：碳汇交易的增值税处理和税率，以主管税务机关的认定为准', '?');
call platform.put_behind_the_door('finance.tax_rate', 'audited');

create table finance.contract (
    contract_id   bigint   generated always as identity constraint contract_pk primary key,
    book_id       bigint   not null constraint contract_book_fk references finance.entity,
    code          text     not null constraint contract_code check (trim(code) <> ''),
    kind          text     not null constraint contract_kind check (kind in ('development', 'sale', 'forward', 'mandate')),
    title         text     not null constraint contract_title check (trim(title) <> ''),
    counterparty  text     not null constraint contract_counterparty check (trim(counterparty) <> ''),
    project_code  text,
    signed_on     date     not null,
    until_on      date,
    tonnes        bigint   constraint contract_tonnes check (tonnes > 0),
    price_fen     bigint   constraint contract_price check (price_fen > 0),
    amount_fen    bigint   constraint contract_amount check (amount_fen > 0),
    share_percent numeric(7, 4) constraint contract_share check (share_percent > 0 and share_percent <= 100),
    due_days      integer  constraint contract_due_days check (due_days between 0 and 3650),
    note          text     not null default '',
    is_demonstration boolean not null default false,
    entered_by    text     not null default current_setting('forestcarbon.actor'),
    entered_at    timestamptz not null default clock_timestamp(),
    constraint contract_once unique (book_id, code),
    constraint contract_days check (until_on is null or until_on >= signed_on),
    constraint contract_forward_has_tonnes check (kind <> 'forward' or (tonnes is not null and until_on is not null)),
    constraint contract_mandate_has_share check (kind <> 'mandate' or share_percent is not null or amount_fen is not null),
    constraint contract_only_sales_have_price check (price_fen is null or kind in ('sale', 'forward'))
);
comment on column finance.contract.price_fen is 'fen a tonne; null: the market''s on the day';
comment on column finance.contract.share_percent is 'of a mandated development: what this book''s entity gets';
comment on column finance.contract.due_days is 'days from the trade to the payment; null: not agreed';
call platform.put_behind_the_door('finance.contract', 'audited');

create table finance.contract_document (
    contract_document_id bigint generated always as identity constraint contract_document_pk primary key,
    contract_id bigint not null constraint contract_document_contract_fk references finance.contract,
    kind        text   not null constraint contract_document_kind check (kind in ('contract', 'amendment', 'annex', 'acceptance', 'other')),
    name        text   not null constraint contract_document_name check (trim(name) <> ''),
    dated       date   not null,
    file_sha256 bytea  not null constraint contract_document_file_fk references platform.stored_file,
    entered_by  text   not null default current_setting('forestcarbon.actor'),
    entered_at  timestamptz not null default clock_timestamp(),
    constraint contract_document_once unique (contract_id, file_sha256)
);
call platform.put_behind_the_door('finance.contract_document', 'audited');

create table finance.contract_milestone (
    milestone_id bigint   generated always as identity constraint contract_milestone_pk primary key,
    contract_id  bigint   not null constraint contract_milestone_contract_fk references finance.contract,
    name         text     not null constraint contract_milestone_name check (trim(name) <> ''),
    due_on       date     not null,
    amount_fen   bigint   constraint contract_milestone_amount check (amount_fen > 0),
    tonnes       bigint   constraint contract_milestone_tonnes check (tonnes > 0),
    done_on      date,
    evidence     text     not null default '',
    done_by      text,
    entered_by   text     not null default current_setting('forestcarbon.actor'),
    constraint contract_milestone_once unique (contract_id, name),
    constraint contract_milestone_done_has_evidence check (done_on is null or trim(evidence) <> '')
);
call platform.put_behind_the_door('finance.contract_milestone', 'audited');

create table finance.contract_end (
    contract_id bigint not null constraint contract_end_pk primary key constraint contract_end_contract_fk references finance.contract,
    ended_on    date   not null,
    because     text   not null constraint contract_end_because check (trim(because) <> ''),
    ended_by    text   not null default current_setting('forestcarbon.actor')
);
call platform.put_behind_the_door('finance.contract_end', 'audited');

-- What the trade says is filled in from the act of the subsidiary book; what a person adds is contract, tax and nothing else.
create table finance.sale (
    sale_id       bigint   generated always as identity constraint sale_pk primary key,
    book_id       bigint   not null constraint sale_book_fk references finance.entity,
    act_id        bigint   not null,
    contract_id   bigint   constraint sale_contract_fk references finance.contract,
    event_id      bigint   not null constraint sale_event_once unique constraint sale_event_fk references finance.money_event,
    holder        text     not null,
    project_code  text     not null,
    vintage       integer  not null,
    buyer         text     not null,
    method        text     not null,
    trade_number  text     not null,
    traded_on     date     not null,
    tonnes        bigint   not null constraint sale_tonnes check (tonnes > 0),
    price_fen     bigint   not null constraint sale_price check (price_fen > 0),
    fee_fen       bigint,
    amount_fen    bigint   not null,
    tax_treatment text     not null constraint sale_tax_treatment check (tax_treatment in ('taxed', 'exempt', 'not-taxed')),
    tax_rate      numeric(6, 4) constraint sale_tax_rate check (tax_rate > 0 and tax_rate < 1),
    tax_fen       bigint   not null constraint sale_tax check (tax_fen >= 0),
    tax_source    text     not null constraint sale_tax_source check (trim(tax_source) <> ''),
    due_on        date,
    is_demonstration boolean not null default false,
    entered_by    text     not null default current_setting('forestcarbon.actor'),
    entered_at    timestamptz not null default clock_timestamp(),
    constraint sale_amount check (amount_fen = tonnes * price_fen and tax_fen < amount_fen),
    constraint sale_tax_is_whole check ((tax_treatment = 'taxed') = (tax_rate is not null) and (tax_treatment = 'taxed' or tax_fen = 0)),
    -- Net and tax of a gross amount: the tax is within a fen of net × rate.
    constraint sale_tax_follows_rate check (tax_rate is null or abs(tax_fen - (amount_fen - tax_fen) * tax_rate) <= 1)
);
create index sale_of_book on finance.sale (book_id, traded_on);
create index sale_of_act on finance.sale (act_id);
create index sale_of_contract on finance.sale (contract_id) where contract_id is not null;
call platform.put_behind_the_door('finance.sale', 'audited');

create table finance.invoice (
    invoice_id   bigint   generated always as identity constraint invoice_pk primary key,
    book_id      bigint   not null constraint invoice_book_fk references finance.entity,
    side         text     not null constraint invoice_side check (side in ('issued', 'received')),
    number       text     not null constraint invoice_number check (trim(number) <> ''),
    invoiced_on  date     not null,
    due_on       date,
    counterparty text     not null constraint invoice_counterparty check (trim(counterparty) <> ''),
    what         text     not null constraint invoice_what check (trim(what) <> ''),
    net_fen      bigint   not null constraint invoice_net check (net_fen > 0),
    tax_fen      bigint   not null constraint invoice_tax check (tax_fen >= 0),
    gross_fen    bigint   not null generated always as (net_fen + tax_fen) stored,
    treatment    text     not null constraint invoice_treatment check (treatment in ('taxed', 'exempt', 'not-taxed')),
    rate         numeric(6, 4) constraint invoice_rate check (rate > 0 and rate < 1),
    contract_id  bigint   constraint invoice_contract_fk references finance.contract,
    sale_id      bigint   constraint invoice_sale_fk references finance.sale,
    event_id     bigint   constraint invoice_event_once unique constraint invoice_event_fk references finance.money_event,
    file_sha256  bytea    constraint invoice_file_fk references platform.stored_file,
    is_demonstration boolean not null default false,
    entered_by   text     not null default current_setting('forestcarbon.actor'),
    entered_at   timestamptz not null default clock_timestamp(),
    constraint invoice_once unique (book_id, side, number),
    constraint invoice_rate_is_whole check ((treatment = 'taxed') = (rate is not null) and (treatment = 'taxed' or tax_fen = 0)),
    constraint invoice_tax_follows_rate check (rate is null or abs(tax_fen - net_fen * rate) <= 1),
    constraint invoice_issued_for_something check (side = 'received' or num_nonnulls(sale_id, contract_id) > 0),
    constraint invoice_received_has_voucher check ((side = 'received') = (event_id is not null))
);
comment on column finance.invoice.event_id is 'of a received one: the voucher by which it is owed';
create index invoice_of_sale on finance.invoice (sale_id) where sale_id is not null;
create index invoice_of_contract on finance.invoice (contract_id) where contract_id is not null;
call platform.put_behind_the_door('finance.invoice', 'audited');

-- A wrong invoice is taken back by a red one (红字发票) and stays readable.
create table finance.invoice_red (
    invoice_id bigint not null constraint invoice_red_pk primary key constraint invoice_red_invoice_fk references finance.invoice,
    red_number text   not null constraint invoice_red_number check (trim(red_number) <> ''),
    red_on     date   not null,
    because    text   not null constraint invoice_red_because check (trim(because) <> ''),
    entered_by text   not null default current_setting('forestcarbon.actor')
);
call platform.put_behind_the_door('finance.invoice_red', 'audited');

-- A receipt or payment laid against a sale or a received invoice.
create table finance.settlement (
    event_id   bigint not null constraint settlement_event_fk references finance.money_event,
    sale_id    bigint constraint settlement_sale_fk references finance.sale,
    invoice_id bigint constraint settlement_invoice_fk references finance.invoice,
    amount_fen bigint not null constraint settlement_amount check (amount_fen > 0),
    constraint settlement_of_one check (num_nonnulls(sale_id, invoice_id) = 1)
);
create unique index settlement_once on finance.settlement (event_id, coalesce(sale_id, 0), coalesce(invoice_id, 0));
create index settlement_of_sale on finance.settlement (sale_id) where sale_id is not null;
create index settlement_of_invoice on finance.settlement (invoice_id) where invoice_id is not null;
call platform.put_behind_the_door('finance.settlement', 'audited');

-- 账龄分段: days past the day it was due, as data; null ends are open.
create table finance.ageing_bucket (
    place     smallint not null constraint ageing_bucket_pk primary key,
    name_zh   text     not null,
    name_en   text     not null,
    from_days integer,
    to_days   integer,
    source    text     not null,
    mark      text     not null,
    constraint ageing_bucket_apart exclude using gist (int4range(from_days, to_days, '[]') with &&)
);
insert into finance.ageing_bucket (place, name_zh, name_en, from_days, to_days, source, mark) values
    (1, '未到期', 'Not due', null, 0, '本系统的分段，可由财政调整', '?'), (2, '1–30 天', '1–30 days', 1, 30, '本系统的分段，可由财政调整', '?'),
    (3, '31–90 天', '31–90 days', 31, 90, '本系统的分段，可由财政调整', '?'), (4, '91–180 天', '91–180 days', 91, 180, '本系统的分段，可由财政调整', '?'),
    (5, '181–365 天', '181–365 days', 181, 365, '本系统的分段，可由财政调整', '?'), (6, '一年以上', 'Over a year', 366, null, '本系统的分段，可由财政调整', '?');
call platform.put_behind_the_door('finance.ageing_bucket', 'audited');

-- A sale, its fee and its taking back are made from the act only; a received invoice and its payment from the invoice's page.
-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：成交从办理单登记', true), set_config('forestcarbon.touched', '', true);
    update finance.posting_template set by_hand = false where template in ('sale-agreed', 'sale-received');
    update finance.posting_template_line set part = 'net' where template = 'cost-owed' and accounting_system = '企业会计准则';
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('sale-reversed', '冲减碳汇成交', 'Sale of reductions taken back', null, 'none', false, false, 24), ('advance-applied', '预收款抵应收', 'Advance laid against a sale', null, 'none', false, false, 25);
    insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
        ('cost-owed', '企业会计准则', 'own', 2, 'tax', '2221', '2202', null),
        ('sale-reversed', '企业会计准则', 'own', 1, 'net', '600101', '1122', null), ('sale-reversed', '企业会计准则', 'own', 2, 'tax', '2221', '1122', null),
        ('sale-reversed', '政府会计', 'own', 1, 'amount', '460901', '1212', null), ('sale-reversed', '农村集体经济组织会计制度', 'own', 1, 'amount', '401', '112', null),
        ('advance-applied', '企业会计准则', 'own', 1, 'amount', '2204', '1122', null);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
alter table finance.money_event drop constraint money_event_subject_kind;
alter table finance.money_event add constraint money_event_subject_kind
    check (subject_kind in ('act', 'list', 'run', 'contract', 'invoice', 'loan', 'fund', 'project', 'batch', 'policy', 'subsidy', 'recovery'));
