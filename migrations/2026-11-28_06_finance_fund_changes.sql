-- 指标调整: what was granted is added to or taken back by a document of its own. The fund stays as it was entered; what may be paid of it follows from both.
create table finance.fund_change (
    fund_change_id  bigint      generated always as identity constraint fund_change_pk primary key,
    fund_id         bigint      not null constraint fund_change_fund_fk references finance.fund,
    document_number text        not null constraint fund_change_document check (trim(document_number) <> ''),
    dated           date        not null,
    amount_fen      bigint      not null constraint fund_change_amount check (amount_fen <> 0),
    note            text        not null default '',
    entered_by      text        not null default current_setting('forestcarbon.actor'),
    entered_at      timestamptz not null default clock_timestamp(),
    constraint fund_change_once unique (fund_id, document_number)
);
comment on column finance.fund_change.amount_fen is 'above zero: added (追加); below: taken back (追减)';
call platform.put_behind_the_door('finance.fund_change', 'audited');
