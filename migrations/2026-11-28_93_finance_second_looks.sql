-- What leads money to somebody, or lets it be paid, is looked at by a second account before it counts: a payee's account, a public fund, what is added to it. Refused accounts stay as they were entered.
create table finance.payee_account_outcome (
    payee_account_id bigint      not null constraint payee_account_outcome_pk primary key constraint payee_account_outcome_account_fk references finance.payee_account,
    outcome          text        not null constraint payee_account_outcome_kind check (outcome in ('confirmed', 'refused')),
    decided_by       text        not null default current_setting('forestcarbon.actor'),
    decided_at       timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.payee_account_outcome', 'audited');

create table finance.fund_confirmation (
    fund_id      bigint      not null constraint fund_confirmation_pk primary key constraint fund_confirmation_fund_fk references finance.fund,
    confirmed_by text        not null default current_setting('forestcarbon.actor'),
    confirmed_at timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.fund_confirmation', 'audited');

alter table finance.fund_change add column file_sha256 bytea constraint fund_change_file_fk references platform.stored_file;
create table finance.fund_change_confirmation (
    fund_change_id bigint      not null constraint fund_change_confirmation_pk primary key constraint fund_change_confirmation_change_fk references finance.fund_change,
    confirmed_by   text        not null default current_setting('forestcarbon.actor'),
    confirmed_at   timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('finance.fund_change_confirmation', 'audited');

-- These tables stand behind the door already, so the installation names itself as it goes through.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '此前登记的资金和已付到账的收款账户', true), set_config('forestcarbon.touched', '', true);
    -- Funds and changes that stood before have been received and paid from. Of the accounts only those that money reached are known to be right; the others ask for the second look.
    insert into finance.fund_confirmation (fund_id) select f.fund_id from finance.fund f;
    insert into finance.fund_change_confirmation (fund_change_id) select c.fund_change_id from finance.fund_change c;
    insert into finance.payee_account_outcome (payee_account_id, outcome)
    select a.payee_account_id, 'confirmed' from finance.payee_account a join finance.payee y using (payee_id)
    where y.is_demonstration or exists (
        select from finance.payment_line p join finance.payable_line n using (list_id, line)
        where n.payee_id = a.payee_id and p.account_no = a.account_no and p.account_name = a.account_name and p.outcome = 'paid');
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;
