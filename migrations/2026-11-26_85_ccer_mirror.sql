-- What the national registry shows in public, as it was seen. Each content is kept once with the first and last day it was seen;
-- what an application stands at is a view over the whole set, so lists fed in any order end in the same state.
create table ccer.mirror_receipt (
    receipt_id  bigint      generated always as identity constraint mirror_receipt_pk primary key,
    source      text        not null,
    file_sha256 bytea       not null constraint mirror_receipt_file_fk references platform.stored_file,
    observed_on date        not null,
    records     integer     not null,
    findings    text[]      not null,
    received_by text        not null,
    received_at timestamptz not null default now()
);
call platform.put_behind_the_door('ccer.mirror_receipt', 'audited');

create table ccer.mirror_record (
    record_id         bigint  generated always as identity constraint mirror_record_pk primary key,
    apply_id          text    not null constraint mirror_record_apply check (apply_id <> ''),
    data_type         text    not null,
    track             text    not null constraint mirror_record_track check (track in ('project', 'reduction', 'unknown')),
    rank              smallint not null,
    form              text    not null constraint mirror_record_form check (form in ('list', 'detail')),
    project_name      text,
    owner_name        text,
    project_type      text,
    project_type_name text,
    status            text,
    status_name       text,
    certification_id  text,
    ccer_id           text,
    methodology_num   text,
    methodology_name  text,
    province          text,
    expected_t_a      numeric,
    certified_t       numeric,
    public_from       date,
    public_to         date,
    content           jsonb   not null,
    content_sha256    bytea   not null,
    first_observed    date    not null,
    last_observed     date    not null,
    receipt_id        bigint  not null constraint mirror_record_receipt_fk references ccer.mirror_receipt,
    constraint mirror_record_once unique (apply_id, data_type, form, content_sha256)
);
comment on column ccer.mirror_record.expected_t_a is 'tCO2e a year, as the registry states it';
comment on column ccer.mirror_record.certified_t is 'tCO2e, as the registry states it';
comment on column ccer.mirror_record.receipt_id is 'where it was seen first by us; no part of the state';
call platform.put_behind_the_door('ccer.mirror_record', 'audited');
