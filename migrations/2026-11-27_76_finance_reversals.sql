-- A posted voucher is taken back by one that cites it (冲销). What the first pages ask for all day is kept as running totals, so that they take no longer
-- with a million postings. What the bank says an account holds stands beside the book.
alter table finance.money_event add column reverses bigint constraint money_event_reverses_fk references finance.money_event;
alter table finance.money_event add constraint money_event_reversal_is_whole check ((template = 'reversal') = (reverses is not null));
comment on column finance.money_event.reverses is 'the posted voucher it takes back, line by line the other way';
create index money_event_of_reversed on finance.money_event (reverses) where reverses is not null;

-- A page of vouchers is read along its order.
create index money_event_of_other_book on finance.money_event (other_book_id, effective_on, event_id) where other_book_id is not null;
create index money_event_of_fund_day on finance.money_event (fund_id, effective_on, event_id) where fund_id is not null;
drop index finance.money_event_of_fund;

create table finance.money_event_waiting (
    event_id      bigint not null constraint money_event_waiting_pk primary key constraint money_event_waiting_event_fk references finance.money_event,
    book_id       bigint not null,
    other_book_id bigint
);
comment on table finance.money_event_waiting is 'made and neither posted nor voided; kept by the triggers of events and outcomes';
create index money_event_waiting_of_book on finance.money_event_waiting (book_id);
insert into finance.money_event_waiting (event_id, book_id, other_book_id)
select e.event_id, e.book_id, e.other_book_id from finance.money_event e
where not exists (select from finance.money_event_outcome o where o.event_id = e.event_id);
call platform.put_behind_the_door('finance.money_event_waiting', 'guarded');

create table finance.cash_month (
    book_id      bigint not null constraint cash_month_book_fk references finance.entity,
    month        date   not null constraint cash_month_first check (extract(day from month) = 1),
    template     text   not null constraint cash_month_template_fk references finance.posting_template,
    received_fen bigint not null,
    paid_fen     bigint not null,
    constraint cash_month_pk primary key (book_id, month, template)
);
comment on table finance.cash_month is 'posted cash of a book by month and template; what was taken back counts against the template it takes back, in its own month';
insert into finance.cash_month (book_id, month, template, received_fen, paid_fen)
select e.book_id, date_trunc('month', e.effective_on)::date, e.template, coalesce(sum(e.cash_fen) filter (where e.cash_fen > 0), 0), coalesce(-sum(e.cash_fen) filter (where e.cash_fen < 0), 0)
from finance.money_event e
join finance.money_event_outcome o on o.event_id = e.event_id and o.outcome = 'posted'
where e.cash_fen <> 0
group by 1, 2, 3;
call platform.put_behind_the_door('finance.cash_month', 'guarded');

create table finance.fund_total (
    fund_id      bigint not null constraint fund_total_pk primary key constraint fund_total_fund_fk references finance.fund,
    received_fen bigint not null constraint fund_total_received check (received_fen >= 0),
    used_fen     bigint not null constraint fund_total_used check (used_fen >= 0)
);
comment on table finance.fund_total is 'what arrived of a fund and what was paid from it: not voided, pending counted, taken back taken off';
insert into finance.fund_total (fund_id, received_fen, used_fen)
select e.fund_id, coalesce(sum(e.amount_fen) filter (where t.fund_effect = 'in'), 0), coalesce(sum(e.amount_fen) filter (where t.fund_effect = 'out'), 0)
from finance.money_event e
join finance.posting_template t using (template)
left join finance.money_event_outcome o using (event_id)
where e.fund_id is not null and o.outcome is distinct from 'voided'
group by e.fund_id;
call platform.put_behind_the_door('finance.fund_total', 'guarded');

-- What a bank says an account holds at the end of a day: the other side of 银行存款余额调节表. A new figure follows the old one; the newest of a day counts.
create table finance.bank_balance (
    bank_balance_id bigint      generated always as identity constraint bank_balance_pk primary key,
    book_id         bigint      not null constraint bank_balance_book_fk references finance.entity,
    dated           date        not null,
    balance_fen     bigint      not null,
    source          text        not null constraint bank_balance_source check (trim(source) <> ''),
    is_demonstration boolean    not null default false,
    entered_by      text        not null default current_setting('forestcarbon.actor'),
    entered_at      timestamptz not null default clock_timestamp()
);
create index bank_balance_newest on finance.bank_balance (book_id, dated, bank_balance_id desc);
call platform.put_behind_the_door('finance.bank_balance', 'audited');

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '记账模板：冲销', true), set_config('forestcarbon.touched', '', true);
    insert into finance.posting_template (template, name_zh, name_en, income_kind, fund_effect, is_between, by_hand, place) values
        ('reversal', '冲销', 'Taken back', null, 'none', false, false, 30);
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
