-- What a person decides an import by: findings in both languages, the shift of datum that was used, named mappings of fields,
-- what is stored and not in the file, and which part was accepted.
alter table inventory.import_finding add column message_en text;

alter table inventory.import
    add column datum_shift   jsonb,
    add column accepted_part text[];
comment on column inventory.import.datum_shift is 'parameters or control points with residuals, as used';
comment on column inventory.import.accepted_part is 'kinds of change that were accepted; null: all of them';

create table inventory.field_mapping (
    name    text        not null constraint field_mapping_pk primary key,
    layer   text        not null,
    mapping jsonb       not null,
    made_by text        not null,
    made_at timestamptz not null default now()
);
comment on column inventory.field_mapping.mapping is 'field of a file → column; an empty column leaves the field out';
call platform.put_behind_the_door('inventory.field_mapping', 'audited');

alter table inventory.import_change
    add column is_reshaped    boolean not null default false,
    add column is_rewritten   boolean not null default false,
    add column matched_by     text constraint import_change_matched_by check (matched_by in ('shape', 'code')),
    add column relation       text constraint import_change_relation check (relation in ('split', 'merged')),
    add column stored_area_m2 numeric(16, 4);
comment on column inventory.import_change.is_reshaped is 'the shape differs from the stored one';
comment on column inventory.import_change.is_rewritten is 'an attribute differs from the stored one; renumbering alone is such a change';
comment on column inventory.import_change.relation is 'probably a part of a stored parcel, or probably made of several';

-- Stored parcels of the villages a file speaks of that no row of it matches.
create table inventory.import_absence (
    import_id         bigint         not null constraint import_absence_import_fk references inventory.import on delete cascade,
    parcel_version_id bigint         not null,
    parcel_id         bigint         not null,
    code              text           not null,
    kind              text           not null constraint import_absence_kind check (kind in ('removed', 'split', 'merged')),
    area_m2           numeric(16, 4) not null,
    is_closed         boolean        not null default false,
    constraint import_absence_pk primary key (import_id, parcel_version_id)
);
call platform.put_behind_the_door('inventory.import_absence', 'guarded');

-- Rows that stand nowhere unchanged, laid over the stored parcels they touch. Square degrees: only shares are asked for.
create table inventory.import_overlap (
    import_id         bigint           not null constraint import_overlap_import_fk references inventory.import on delete cascade,
    row_no            integer          not null,
    parcel_version_id bigint           not null,
    common            double precision not null,
    row_area          double precision not null,
    stored_area       double precision not null,
    constraint import_overlap_pk primary key (import_id, row_no, parcel_version_id)
);
call platform.put_behind_the_door('inventory.import_overlap', 'guarded');
