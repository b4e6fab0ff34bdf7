-- An import is judged before it is accepted: beside what the file said stands how each row was read, whether it can be
-- stored at all, and how it compares with what is stored. The last is a narrow table: it is made anew when a person
-- accepts, because the inventory may have moved on since staging.
alter table inventory.import_feature
    add column code   text,
    add column mapped jsonb;
comment on column inventory.import_feature.mapped is 'the row as columns of parcel_version or layer_feature; what a column did not take stands in findings';

-- A finding that blocks keeps its row from being stored whatever a person decides; the others can be accepted.
alter table inventory.import_finding add column blocks boolean not null default false;

alter table inventory.import
    add column added_count     bigint,
    add column changed_count   bigint,
    add column unchanged_count bigint,
    add column left_out_count  bigint;

create table inventory.import_change (
    import_id  bigint  not null constraint import_change_import_fk references inventory.import on delete cascade,
    row_no     integer not null,
    change     text    not null constraint import_change_kind check (change in ('added', 'changed', 'unchanged', 'too-early')),
    stored_id  bigint,
    parcel_id  bigint,
    version_id bigint,
    constraint import_change_pk primary key (import_id, row_no)
);
comment on column inventory.import_change.stored_id is 'the parcel version or layer feature the row meets';
call platform.put_behind_the_door('inventory.import_change', 'guarded');
create index import_by_file on inventory.import (file_sha256, layer, as_of);
