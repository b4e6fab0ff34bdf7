-- What stood on a stratum before the project is compared with its source by another account, as every other entered figure is.
alter table ccer.stratum_cover
    add column verified_by text,
    add column verified_at timestamptz,
    add constraint stratum_cover_verified_whole check ((verified_by is null) = (verified_at is null)),
    add constraint stratum_cover_verified_by_another check (verified_by is distinct from set_by);
comment on column ccer.stratum_cover.verified_by is 'who compared the cover with the survey or the image it was read from; whoever changes the cover takes this back';
