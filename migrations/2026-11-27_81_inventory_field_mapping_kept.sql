-- A kept mapping is renamed and removed, and imports that were read by it go on naming it: it has a number, its name is once among those in use, and one
-- that was removed or replaced stays with what it said.
alter table inventory.field_mapping drop constraint field_mapping_pk;
alter table inventory.field_mapping
    add column field_mapping_id bigint generated always as identity constraint field_mapping_pk primary key,
    add column removed_by text,
    add column removed_at timestamptz,
    add constraint field_mapping_removed_by_whom check ((removed_by is null) = (removed_at is null));
create unique index field_mapping_name_once on inventory.field_mapping (name) where removed_at is null;
comment on column inventory.field_mapping.removed_at is 'since then no file is read by it; null: in use';

alter table inventory.import
    add column field_mapping_id bigint constraint import_field_mapping_fk references inventory.field_mapping,
    add column field_mapping_name text,
    add constraint import_field_mapping_named check ((field_mapping_id is null) = (field_mapping_name is null));
create index import_by_field_mapping on inventory.import (field_mapping_id) where field_mapping_id is not null;
comment on column inventory.import.field_mapping_id is 'the kept mapping that the file was read by; null: none, or read before that was kept';
comment on column inventory.import.field_mapping_name is 'what it was called then';
