-- A cost of a project is compared with its source by another account than the one that typed it. Until then its mark is ?; from then on it is the one
-- that its source gives. Of costs from before these columns nobody knows who typed them: they are entered anew before they are compared.
alter table ccer.cost_item
    add column source_mark text,
    add column entered_by  text,
    add column entered_at  timestamptz,
    add column verified_by text,
    add column verified_at timestamptz,
    add constraint cost_item_entered_whole check ((entered_by is null) = (entered_at is null)),
    add constraint cost_item_verified_whole check ((verified_by is null) = (verified_at is null)),
    add constraint cost_item_verified_by_another check (verified_by is null or (entered_by is not null and verified_by <> entered_by)),
    add constraint cost_item_verified_mark check (verified_by is null or (source_mark is not null and mark = source_mark));
comment on column ccer.cost_item.source_mark is 'mark that the source gives, as whoever entered the cost says; it is the cost''s own once another account has compared both';
