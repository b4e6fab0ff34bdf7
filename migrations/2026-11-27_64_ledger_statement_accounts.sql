-- A statement of money names its account as a bank does, by number and holder, more often than by our code. Which account each row is
-- taken for is shown first; only what a person then asserts is an assertion. A statement of tonnes has nothing to be taken for.
create table ledger.bank_account (
    bank_account_id bigint      generated always as identity constraint bank_account_pk primary key,
    number          text        not null constraint bank_account_number check (number ~ '^[0-9A-Z]{5,40}$'),
    name            text        not null default '',
    account_id      bigint      not null constraint bank_account_account_fk references ledger.account,
    is_ended        boolean     not null default false,
    named_by        text        not null default current_setting('forestcarbon.actor'),
    named_at        timestamptz not null default clock_timestamp()
);
comment on table ledger.bank_account is 'the last row of a number holds';
create index bank_account_of_number on ledger.bank_account (number, bank_account_id);
call platform.put_behind_the_door('ledger.bank_account', 'audited');
grant select, insert (number, name, account_id, is_ended) on ledger.bank_account to forestcarbon_app;

alter table ledger.statement_line
    add column given_number text,
    add column given_name text,
    add column taken_by text constraint statement_line_taken_by check (taken_by in ('code', 'number', 'name')),
    add constraint statement_line_taken_is_money check (account is not null or num_nonnulls(given_number, given_name, taken_by) = 0);

create table ledger.statement_assertion (
    statement_id bigint      not null constraint statement_assertion_pk primary key constraint statement_assertion_statement_fk references ledger.statement,
    asserted_by  text        not null default current_setting('forestcarbon.actor'),
    asserted_at  timestamptz not null default clock_timestamp()
);
call platform.put_behind_the_door('ledger.statement_assertion', 'audited');
grant select, insert (statement_id) on ledger.statement_assertion to forestcarbon_app;

-- What was imported before was asserted by that.
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '已导入的对账单记为已认定', true), set_config('forestcarbon.touched', '', true);
    insert into ledger.statement_assertion (statement_id, asserted_by, asserted_at) select s.statement_id, s.imported_by, s.imported_at from ledger.statement s;
    perform platform.append_audit();
    perform set_config('forestcarbon.actor', '', true);
end $$;

-- A file read again after an account's number was put right is another reading; asserted it is once, which ledger.judge_assertion holds.
alter table ledger.statement drop constraint statement_once;
create index statement_of_file on ledger.statement (source, holder, as_of, file_sha256);
