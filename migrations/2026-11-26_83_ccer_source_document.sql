-- The document a methodology's parameters are read from: sent once, seen by every reader beside the table he fills in.
create table ccer.source_document (
    document_id    bigint      generated always as identity constraint source_document_pk primary key,
    methodology_id text        not null,
    title          text        not null constraint source_document_title check (length(trim(title)) between 1 and 200),
    media_type     text        not null constraint source_document_media check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
    file_sha256    bytea       not null constraint source_document_file_fk references platform.stored_file,
    sent_by        text        not null,
    sent_at        timestamptz not null default now(),
    constraint source_document_once unique (methodology_id, file_sha256)
);
call platform.put_behind_the_door('ccer.source_document', 'audited');

comment on column ccer.screening_piece.flags is '1 whole parcel, 2 sliver under 50 m2, 4 public-welfare, 8 natural forest, 16 carbon base, 32 forest now, 64 planted young or middle-aged, 128 expected tonnes outside the plausible range, 256 planted with no recorded date';
comment on column ccer.screening_piece.start_date is 'under flag 256 the candidates'' date, by which nothing was judged';
