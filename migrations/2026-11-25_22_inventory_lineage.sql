-- What ground went from which parcel to which: a split, a merge, a boundary moved. One row per closed version and the version its
-- ground went to; a row without a child is ground that no parcel took over. The rows of a parent add up to its area.
-- They go with their versions, so an import that is undone leaves none.
create table inventory.parcel_lineage (
    parent_version_id   bigint         not null constraint parcel_lineage_parent_fk references inventory.parcel_version on delete cascade,
    child_version_id    bigint         constraint parcel_lineage_child_fk references inventory.parcel_version on delete cascade,
    on_date             date           not null,
    ellipsoidal_area_m2 numeric(16, 4) not null constraint parcel_lineage_area_not_negative check (ellipsoidal_area_m2 >= 0)
);
create unique index parcel_lineage_once on inventory.parcel_lineage (parent_version_id, coalesce(child_version_id, 0));
create index parcel_lineage_by_child on inventory.parcel_lineage (child_version_id);
call platform.put_behind_the_door('inventory.parcel_lineage', 'audited');
