-- A paper is put to a voucher itself (附件): a receipt or a bank slip that no contract, invoice or list keeps. By its hash, for good, with who put it there and when.
create table finance.money_event_document (
    money_event_document_id bigint generated always as identity constraint money_event_document_pk primary key,
    event_id    bigint      not null constraint money_event_document_event_fk references finance.money_event,
    name        text        not null constraint money_event_document_name check (trim(name) <> ''),
    dated       date        not null,
    file_sha256 bytea       not null constraint money_event_document_file_fk references platform.stored_file,
    entered_by  text        not null default current_setting('forestcarbon.actor'),
    entered_at  timestamptz not null default clock_timestamp(),
    constraint money_event_document_once unique (event_id, file_sha256)
);
call platform.put_behind_the_door('finance.money_event_document', 'audited');
