-- A contract of the protection-unit record ends on a day, is taken back, or gives way to a corrected version of itself: a row of its own says which, when and why, and the
-- contract stays as it was entered. It is paid in paid_years: its years, until one of these happens. What goes beyond the mapped ground is entered where somebody said why.
alter table finance.protection_contract disable trigger through_the_door;
alter table finance.protection_contract add column paid_years int4range;
alter table finance.protection_contract add column is_standing boolean not null default true;
alter table finance.protection_contract add column supersedes bigint
    constraint protection_contract_supersedes_once unique constraint protection_contract_supersedes_fk references finance.protection_contract;
alter table finance.protection_contract add column accepted_because text constraint protection_contract_accepted check (trim(accepted_because) <> '');
update finance.protection_contract set paid_years = years;
alter table finance.protection_contract alter column paid_years set not null;
alter table finance.protection_contract enable trigger through_the_door;
comment on column finance.protection_contract.paid_years is 'years lists may be drawn up for: those of the contract, until it ends; empty where it was taken back or corrected';
comment on column finance.protection_contract.is_standing is 'false: taken back, or corrected by a version of its own';
comment on column finance.protection_contract.accepted_because is 'why it was entered although it goes beyond the mapped parcel or lies in another village';

-- A number is that of one contract and its earlier versions; of one that was taken back it is free again.
alter table finance.protection_contract drop constraint protection_contract_once;
create unique index protection_contract_once on finance.protection_contract (contract_no) where is_standing;
create index protection_contract_of_number on finance.protection_contract (contract_no);

create table finance.protection_contract_end (
    contract_id bigint      not null constraint protection_contract_end_pk primary key constraint protection_contract_end_contract_fk references finance.protection_contract,
    kind        text        not null constraint protection_contract_end_kind check (kind in ('ended', 'withdrawn', 'superseded')),
    ended_on    date        not null,
    last_year   integer,
    because     text        not null constraint protection_contract_end_because check (trim(because) <> ''),
    entered_by  text        not null default current_setting('forestcarbon.actor'),
    entered_at  timestamptz not null default clock_timestamp(),
    constraint protection_contract_end_says_its_year check ((kind = 'ended') = (last_year is not null))
);
comment on column finance.protection_contract_end.last_year is 'the last year it is paid for, as the office decided: a year is paid in whole or not at all';
call platform.put_behind_the_door('finance.protection_contract_end', 'audited');

-- What came in after the list of the year was drawn up is paid by a list beside it.
alter table finance.payable_list add column supplements bigint constraint payable_list_supplements_fk references finance.payable_list;
comment on column finance.payable_list.supplements is 'the list of the same village, year and fund group that this one is drawn up beside, for contracts that stand on none';
drop index finance.payable_list_compensation_once;
create unique index payable_list_compensation_once on finance.payable_list (village_code, year, fund_group)
    where kind = 'compensation' and corrects is null and supplements is null and state <> 'withdrawn';
create index payable_line_of_contract on finance.payable_line (contract_id) where contract_id is not null;
