-- What stood on a stratum before the project, by the ground its crowns cover: for methodologies whose baseline is computed from it.
create table ccer.stratum_cover (
    stratum_id        bigint  not null constraint stratum_cover_pk primary key constraint stratum_cover_stratum_fk references ccer.stratum on delete cascade,
    tree_cover        numeric not null constraint stratum_cover_trees check (tree_cover between 0 and 1),
    shrub_cover       numeric not null constraint stratum_cover_shrubs check (shrub_cover between 0 and 1),
    shrub_cover_later numeric not null constraint stratum_cover_shrubs_later check (shrub_cover_later between 0 and 1),
    source            text    not null constraint stratum_cover_source check (length(trim(source)) > 0),
    mark              text    not null,
    set_by            text    not null
);
comment on column ccer.stratum_cover.tree_cover is 'crown cover of trees at the project''s start, a fraction';
comment on column ccer.stratum_cover.shrub_cover is 'crown cover of shrubs at the project''s start, a fraction';
comment on column ccer.stratum_cover.shrub_cover_later is 'crown cover of shrubs without the project once it is steady, a fraction';
call platform.put_behind_the_door('ccer.stratum_cover', 'audited');
