-- What a desk is told was kept in Chinese only. Where whoever tells it knows it in English too, it is kept beside; null: as it was entered, for all readers.
alter table platform.notice
    add column title_en  text,
    add column detail_en text;
