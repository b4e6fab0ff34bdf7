-- How an owner shows additionality, beside what is cleared: as public-welfare planting, or proven with the general tool. Either
-- rests on a document.
alter table ccer.parcel_statement
    add column additionality text
        constraint parcel_statement_additionality check (additionality in ('public-welfare', 'general-tool')),
    add constraint parcel_statement_path_has_document check (additionality is null or file_sha256 is not null),
    add constraint parcel_statement_says_something check (shrub_share is not null or keeps_trees is not null or additionality is not null);

-- Values of a parameter may follow each other in time: at any day one of them holds.
drop index ccer.parameter_current;
alter table ccer.parameter add constraint parameter_one_at_a_time exclude using gist (
    methodology_id with =, param_key with =, species with =, daterange(effective_from, effective_to, '[]') with &&) where (superseded_by is null);

-- Pieces of a screening a developer chose for a project: a candidate boundary that is kept by name. The screening is sealed, so
-- its pieces stay what they were.
create table ccer.selection (
    selection_id bigint      generated always as identity constraint selection_pk primary key,
    run_id       bigint      not null constraint selection_run_fk references ccer.screening,
    name         text        not null constraint selection_name check (length(trim(name)) between 1 and 100),
    note         text,
    made_by      text        not null,
    made_at      timestamptz not null default now(),
    withdrawn_at timestamptz
);
create unique index selection_name_once on ccer.selection (name) where withdrawn_at is null;
call platform.put_behind_the_door('ccer.selection', 'audited');

create table ccer.selection_piece (
    selection_id      bigint   not null constraint selection_piece_selection_fk references ccer.selection,
    parcel_id         bigint   not null,
    piece             smallint not null,
    parcel_version_id bigint   not null,
    township_code     text     not null,
    constraint selection_piece_pk primary key (selection_id, parcel_id, piece)
);
comment on column ccer.selection_piece.parcel_version_id is 'what the piece was cut from';
call platform.put_behind_the_door('ccer.selection_piece', 'audited');

comment on column ccer.screening_piece.flags is '1 whole parcel, 2 sliver under 50 m2, 4 public-welfare, 8 natural forest, 16 carbon base, 32 forest now, 64 planted young or middle-aged, 128 expected tonnes outside the plausible range';
