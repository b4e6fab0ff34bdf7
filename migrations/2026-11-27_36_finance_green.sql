-- 绿色金融: loans as records, what is pledged for them and what it is worth by factors that each have a source, insurance policies, subsidies.
create table finance.loan (
    loan_id         bigint   generated always as identity constraint loan_pk primary key,
    book_id         bigint   not null constraint loan_book_fk references finance.entity,
    number          text     not null constraint loan_number check (trim(number) <> ''),
    kind            text     not null constraint loan_kind check (kind in ('forest-right', 'sink-revenue', 'credit')),
    lender          text     not null constraint loan_lender check (trim(lender) <> ''),
    principal_fen   bigint   not null constraint loan_principal check (principal_fen > 0),
    annual_percent  numeric(7, 4) constraint loan_rate check (annual_percent > 0 and annual_percent < 100),
    signed_on       date     not null,
    due_on          date     not null,
    repayment       text     not null default '',
    guarantor       text     not null default '',
    subsidy_percent numeric(7, 4) constraint loan_subsidy check (subsidy_percent > 0 and subsidy_percent < 100),
    subsidy_fund_id bigint   constraint loan_subsidy_fund_fk references finance.fund,
    risk_percent    numeric(7, 4) constraint loan_risk check (risk_percent > 0 and risk_percent <= 100),
    risk_fund_id    bigint   constraint loan_risk_fund_fk references finance.fund,
    file_sha256     bytea    constraint loan_file_fk references platform.stored_file,
    note            text     not null default '',
    is_demonstration boolean not null default false,
    entered_by      text     not null default current_setting('forestcarbon.actor'),
    constraint loan_once unique (book_id, number),
    constraint loan_days check (due_on > signed_on)
);
comment on column finance.loan.annual_percent is 'null: not entered; nothing that needs it is computed';
comment on column finance.loan.subsidy_percent is '贴息, of the principal a year';
comment on column finance.loan.risk_percent is 'share of a loss the risk-compensation fund takes';
call platform.put_behind_the_door('finance.loan', 'audited');

create table finance.pledge (
    pledge_id       bigint    generated always as identity constraint pledge_pk primary key,
    loan_id         bigint    not null constraint pledge_loan_fk references finance.loan,
    kind            text      not null constraint pledge_kind check (kind in ('frozen-tonnes', 'expected-revenue', 'forest-right')),
    project_code    text,
    act_id          bigint    constraint pledge_act_once unique,
    holder          text,
    vintage         integer,
    tonnes          bigint    constraint pledge_tonnes check (tonnes > 0),
    years           int4range constraint pledge_years check (years is null or (not isempty(years) and lower(years) is not null and upper(years) is not null)),
    what            text      not null default '',
    registration_no text      not null constraint pledge_registration check (trim(registration_no) <> ''),
    registered_on   date      not null,
    until_on        date      not null,
    file_sha256     bytea     constraint pledge_file_fk references platform.stored_file,
    ended_on        date,
    is_demonstration boolean  not null default false,
    entered_by      text      not null default current_setting('forestcarbon.actor'),
    constraint pledge_days check (until_on > registered_on),
    constraint pledge_frozen_has_act check ((kind = 'frozen-tonnes') = (act_id is not null)),
    constraint pledge_expected_has_years check ((kind = 'expected-revenue') = (years is not null) and (kind <> 'expected-revenue' or project_code is not null)),
    constraint pledge_forest_says_what check (kind <> 'forest-right' or trim(what) <> ''),
    -- The same years of a project are not pledged twice at a time.
    constraint pledge_revenue_once exclude using gist (project_code with =, years with &&) where (kind = 'expected-revenue' and ended_on is null)
);
comment on column finance.pledge.tonnes is 'of the freezing act of the subsidiary book, filled in by the database';
comment on column finance.pledge.registration_no is 'of the unified registration of movables financing (动产融资统一登记)';
create index pledge_of_loan on finance.pledge (loan_id);
call platform.put_behind_the_door('finance.pledge', 'audited');

create table finance.pledge_release (
    pledge_release_id bigint generated always as identity constraint pledge_release_pk primary key,
    pledge_id   bigint not null constraint pledge_release_pledge_fk references finance.pledge,
    act_id      bigint constraint pledge_release_act_once unique,
    tonnes      bigint,
    released_on date   not null,
    because     text   not null constraint pledge_release_because check (trim(because) <> ''),
    file_sha256 bytea  constraint pledge_release_file_fk references platform.stored_file,
    released_by text   not null default current_setting('forestcarbon.actor')
);
create index pledge_release_of_pledge on finance.pledge_release (pledge_id);
call platform.put_behind_the_door('finance.pledge_release', 'audited');

-- Factors a valuation takes from outside. Missing is stored as missing: then there is no value.
create table finance.valuation_factor (
    valuation_factor_id bigint generated always as identity constraint valuation_factor_pk primary key,
    factor      text      not null constraint valuation_factor_name check (factor in ('price-days', 'haircut', 'discount', 'survival', 'lag-years')),
    value       numeric(12, 6),
    days        daterange not null constraint valuation_factor_days check (not isempty(days) and lower(days) is not null),
    source      text      not null constraint valuation_factor_source check (trim(source) <> ''),
    mark        text      not null,
    is_demonstration boolean not null default false,
    entered_by  text      not null default current_setting('forestcarbon.actor'),
    constraint valuation_factor_once exclude using gist (factor with =, days with &&),
    constraint valuation_factor_fits check (case factor when 'price-days' then value >= 1 and value <= 1000 and value = trunc(value) when 'haircut' then value > 0 and value <= 1
        when 'discount' then value >= 0 and value < 1 when 'survival' then value > 0 and value <= 1 else value >= 0 and value <= 10 and value = trunc(value) end)
);
comment on column finance.valuation_factor.factor is 'price-days: trading days of CCER averaged; haircut: share of the value that counts; discount: a year; survival, lag-years: of expected tonnes';
insert into finance.valuation_factor (factor, value, days, source, mark, entered_by)
select f, null, '[2020-01-01,)', '待录入：由出质人和贷款银行商定，写明依据', '?', 'installation' from unnest(array['price-days', 'haircut', 'discount', 'survival', 'lag-years']) as f;
call platform.put_behind_the_door('finance.valuation_factor', 'audited');

create table finance.valuation (
    valuation_id bigint generated always as identity constraint valuation_pk primary key,
    pledge_id    bigint not null constraint valuation_pledge_fk references finance.pledge,
    valued_on    date   not null,
    value_fen    bigint constraint valuation_value check (value_fen >= 0),
    factors      jsonb  not null,
    years        jsonb  not null,
    missing      text[] not null,
    made_by      text   not null default current_setting('forestcarbon.actor'),
    made_at      timestamptz not null default clock_timestamp(),
    constraint valuation_missing_has_no_value check ((value_fen is null) = (cardinality(missing) > 0))
);
comment on table finance.valuation is 'kept as it was made: every factor with value, source, mark and place';
create index valuation_newest on finance.valuation (pledge_id, valuation_id desc);
call platform.put_behind_the_door('finance.valuation', 'audited');

create table finance.policy (
    policy_id    bigint  generated always as identity constraint policy_pk primary key,
    book_id      bigint  not null constraint policy_book_fk references finance.entity,
    number       text    not null constraint policy_number check (trim(number) <> ''),
    kind         text    not null constraint policy_kind check (kind in ('forest', 'sink-yield', 'sink-price', 'other')),
    insurer      text    not null constraint policy_insurer check (trim(insurer) <> ''),
    insured      text    not null constraint policy_insured check (trim(insured) <> ''),
    project_code text,
    area_mu      numeric(14, 2) constraint policy_area check (area_mu > 0),
    sum_fen      bigint  not null constraint policy_sum check (sum_fen > 0),
    central_fen  bigint  not null default 0 constraint policy_central check (central_fen >= 0),
    province_fen bigint  not null default 0 constraint policy_province check (province_fen >= 0),
    city_fen     bigint  not null default 0 constraint policy_city check (city_fen >= 0),
    county_fen   bigint  not null default 0 constraint policy_county check (county_fen >= 0),
    own_fen      bigint  not null default 0 constraint policy_own check (own_fen >= 0),
    premium_fen  bigint  not null generated always as (central_fen + province_fen + city_fen + county_fen + own_fen) stored constraint policy_premium check (premium_fen > 0),
    from_on      date    not null,
    until_on     date    not null,
    file_sha256  bytea   constraint policy_file_fk references platform.stored_file,
    is_demonstration boolean not null default false,
    entered_by   text    not null default current_setting('forestcarbon.actor'),
    constraint policy_once unique (insurer, number),
    constraint policy_days check (until_on > from_on)
);
comment on column finance.policy.own_fen is 'the insured''s own part of the premium; the others are paid by level of government';
call platform.put_behind_the_door('finance.policy', 'audited');

create table finance.subsidy (
    subsidy_id      bigint  generated always as identity constraint subsidy_pk primary key,
    book_id         bigint  not null constraint subsidy_book_fk references finance.entity,
    kind            text    not null constraint subsidy_kind check (kind in ('planting', 'interest', 'insurance', 'tending', 'other')),
    document_number text    not null constraint subsidy_document check (trim(document_number) <> ''),
    granted_on      date    not null,
    amount_fen      bigint  not null constraint subsidy_amount check (amount_fen > 0),
    purpose         text    not null constraint subsidy_purpose check (trim(purpose) <> ''),
    project_code    text,
    loan_id         bigint  constraint subsidy_loan_fk references finance.loan,
    policy_id       bigint  constraint subsidy_policy_fk references finance.policy,
    file_sha256     bytea   constraint subsidy_file_fk references platform.stored_file,
    is_demonstration boolean not null default false,
    entered_by      text    not null default current_setting('forestcarbon.actor'),
    constraint subsidy_once unique (book_id, document_number, purpose)
);
call platform.put_behind_the_door('finance.subsidy', 'audited');

-- Loans, premiums and claims are moved from their own pages.
-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：贷款、保险和风险补偿', true), set_config('forestcarbon.touched', '', true);
    update finance.posting_template set by_hand = false where template in ('loan-received', 'loan-repaid', 'interest-paid');
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('premium-paid', '保险费支付', 'Insurance premium paid', null, 'out', false, false, 26), ('claim-received', '保险理赔到账', 'Insurance claim received', 'other', 'none', false, false, 27),
        ('risk-compensation', '风险补偿支付', 'Risk compensation paid', null, 'out', false, false, 28);
    insert into finance.posting_template_line (template, accounting_system, side, line, part, debit, credit, pair) values
        ('premium-paid', '企业会计准则', 'own', 1, 'amount', '6602', '1002', null), ('premium-paid', '政府会计', 'own', 1, 'amount', '5001', '1011', null),
        ('premium-paid', '农村集体经济组织会计制度', 'own', 1, 'amount', '511', '102', null),
        ('claim-received', '企业会计准则', 'own', 1, 'amount', '1002', '6117', null), ('claim-received', '政府会计', 'own', 1, 'amount', '1002', '4609', null),
        ('claim-received', '农村集体经济组织会计制度', 'own', 1, 'amount', '102', '421', null), ('risk-compensation', '政府会计', 'own', 1, 'amount', '5001', '1011', null);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
