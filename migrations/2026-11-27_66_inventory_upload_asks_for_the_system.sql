-- A file whose coordinate system is missing or wrong waits for a person to name one, as a file of several layers does: eight gigabytes are not
-- sent again for five digits. And a refusal is read by whoever opens the page, so it is kept in both languages.
alter table inventory.upload
    drop constraint upload_state,
    add column sentence_en text,
    add constraint upload_state check (state in ('waiting', 'reading', 'staged', 'unreadable', 'already', 'failed', 'choose', 'crs'));
comment on column inventory.upload.sentence_en is 'the sentence in English; null in uploads from before it was kept';
comment on column inventory.upload.choices is 'where a person must choose: layers of the file, or coordinate systems in which it would lie in the county';
