-- What of each parcel lies in which layers, cut into disjoint combinations whose areas add up (definitions.md §1). It follows the
-- data: the state names the generation it was made from, and the features it was cut with stand beside it, so that after a change
-- only the parcels of changed ground are cut again.
create table inventory.overlay_state (
    is_the_one boolean     not null default true constraint overlay_state_pk primary key constraint overlay_state_one check (is_the_one),
    generation bigint      not null,
    made_at    timestamptz not null default now()
);
call platform.put_behind_the_door('inventory.overlay_state', 'guarded');

create table inventory.overlay_feature (
    layer      text   not null,
    feature_id bigint not null,
    box        geometry(Geometry, 4490) not null,
    constraint overlay_feature_pk primary key (layer, feature_id)
);
call platform.put_behind_the_door('inventory.overlay_feature', 'guarded');

create table inventory.parcel_overlay (
    parcel_version_id   bigint         not null constraint parcel_overlay_version_fk references inventory.parcel_version on delete cascade,
    layers              text[]         not null,
    ellipsoidal_area_m2 numeric(16, 4) not null constraint parcel_overlay_area_not_negative check (ellipsoidal_area_m2 >= 0),
    area_ha             numeric(12, 4) constraint parcel_overlay_share_not_negative check (area_ha >= 0),
    is_sliver           boolean        not null,
    constraint parcel_overlay_pk primary key (parcel_version_id, layers)
);
comment on column inventory.parcel_overlay.layers is 'layers this piece lies in, sorted; empty: none of them';
comment on column inventory.parcel_overlay.area_ha is 'share of the registered area, ha; null where the parcel has none';
call platform.put_behind_the_door('inventory.parcel_overlay', 'guarded');
