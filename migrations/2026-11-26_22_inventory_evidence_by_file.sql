-- A file older than what stands on its ground enters as dated evidence (definitions.md §2): its own shapes and codes, never a parcel
-- version. It goes when its import is undone.
alter table inventory.import add column enters_as text not null default 'versions'
    constraint import_enters_as check (enters_as in ('versions', 'evidence'));
alter table inventory.evidence_layer add column import_id bigint constraint evidence_layer_import_fk references inventory.import;
create unique index evidence_layer_import on inventory.evidence_layer (import_id) where import_id is not null;
alter table inventory.evidence_record
    add column code             text,
    add column land_class_given text,
    add column land_class_list  text;
comment on column inventory.evidence_record.code is 'the code the source had, whatever its form; null where it had none';
create index evidence_record_by_shape on inventory.evidence_record (evidence_shape_id);
