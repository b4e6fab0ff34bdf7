-- Text that people write for a document, apart from what is computed: it stays when the document is made anew. Added, the newest holds.
create table ccer.document_text (
    text_id       bigint      generated always as identity constraint document_text_pk primary key,
    project_id    bigint      not null constraint document_text_project_fk references ccer.project on delete cascade,
    tranche_id    bigint      constraint document_text_tranche_fk references ccer.reduction_tranche on delete cascade,
    section       text        not null,
    body          text        not null constraint document_text_length check (length(body) <= 50000),
    written_by    text        not null,
    written_at    timestamptz not null default clock_timestamp()
);
create index document_text_project on ccer.document_text (project_id, text_id desc);
call platform.put_behind_the_door('ccer.document_text', 'audited');

-- A document the program made: its file, every figure in it with source and inputs, the texts, and why it may not be submitted.
create table ccer.document_draft (
    draft_id      bigint      generated always as identity constraint document_draft_pk primary key,
    project_id    bigint      not null constraint document_draft_project_fk references ccer.project on delete cascade,
    tranche_id    bigint      constraint document_draft_tranche_fk references ccer.reduction_tranche on delete cascade,
    document_kind text        not null constraint document_draft_kind check (document_kind in ('pdd', 'accounting-report')),
    number        integer     not null,
    name          text        not null,
    file_sha256   bytea       not null constraint document_draft_file_fk references platform.stored_file,
    figures       jsonb       not null,
    texts         jsonb       not null,
    reasons       text[]      not null,
    made_by       text        not null,
    made_at       timestamptz not null default clock_timestamp()
);
comment on column ccer.document_draft.reasons is 'why it may not be submitted; empty: it may';
create unique index document_draft_once on ccer.document_draft (project_id, coalesce(tranche_id, 0), document_kind, number);
create index document_draft_file on ccer.document_draft (file_sha256);
call platform.put_behind_the_door('ccer.document_draft', 'audited');
