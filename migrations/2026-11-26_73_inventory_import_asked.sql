-- A file that is read again is read as it was asked for the first time, but for what the person changes. A table that is joined by code
-- speaks of the parcels it names and of no other, unless whoever sends it says that it is the whole. A file of several layers
-- waits for a person to choose one. Rows that a person left out can come again with the same file.
alter table inventory.import
    add column asked       jsonb,
    add column is_joined   boolean not null default false,
    add column is_complete boolean not null default false,
    add column proposed    jsonb   not null default '{}',
    add column left_rows   integer[],
    add column kept_stored bigint[];
comment on column inventory.import.asked is 'coordinate system and encoding as the sender gave them; null where that was not kept';
comment on column inventory.import.is_joined is 'a table of attributes: its rows took the shapes stored under their codes';
comment on column inventory.import.is_complete is 'the sender said that the file holds every parcel of its villages';
comment on column inventory.import.proposed is 'field of the file → column that its values look like; proposed, never taken';
comment on column inventory.import.left_rows is 'rows that the person who accepted left out one by one; null: none';
comment on column inventory.import.kept_stored is 'stored versions that the person kept although the file leaves them out; null: none';

alter table inventory.upload
    drop constraint upload_state,
    add column choices text[],
    add constraint upload_state check (state in ('waiting', 'reading', 'staged', 'unreadable', 'already', 'failed', 'choose'));
comment on column inventory.upload.choices is 'layers of the file, where a person must choose one';
