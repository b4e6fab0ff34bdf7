-- What is drawn and added up for a past day, made when somebody asks for it and kept for the days asked for last. A file that
-- enters with an earlier date may change what a past day looked like, so each names the generation it was made from.
create table inventory.past_overview (
    as_of      date        not null constraint past_overview_pk primary key,
    generation bigint      not null,
    made_at    timestamptz not null default now()
);
call platform.put_behind_the_door('inventory.past_overview', 'guarded');

create table inventory.past_overview_shape (
    as_of         date not null constraint past_overview_shape_day_fk references inventory.past_overview on delete cascade,
    colouring     text not null constraint past_overview_shape_colouring check (colouring in ('species', 'age', 'category')),
    township_code text not null,
    key           text not null,
    geom_3857     geometry(MultiPolygon, 3857) not null,
    constraint past_overview_shape_pk primary key (as_of, colouring, township_code, key)
);
create index past_overview_shape_geom on inventory.past_overview_shape using gist (geom_3857);
call platform.put_behind_the_door('inventory.past_overview_shape', 'guarded');

-- The cross of categories on a past day, per township. A township without a row has no parcels that day.
create table inventory.past_overlay (
    as_of      date        not null constraint past_overlay_pk primary key,
    generation bigint      not null,
    made_at    timestamptz not null default now()
);
call platform.put_behind_the_door('inventory.past_overlay', 'guarded');

create table inventory.past_overlay_cross (
    as_of                   date           not null,
    generation              bigint         not null,
    township_code           text           not null,
    layers                  text[]         not null,
    parcels                 bigint         not null,
    ellipsoidal_area_m2     numeric(20, 4) not null,
    area_ha                 numeric(16, 4),
    without_registered_area bigint         not null,
    slivers                 bigint         not null,
    sliver_area_m2          numeric(20, 4) not null,
    constraint past_overlay_cross_pk primary key (as_of, generation, township_code, layers)
);
call platform.put_behind_the_door('inventory.past_overlay_cross', 'guarded');
