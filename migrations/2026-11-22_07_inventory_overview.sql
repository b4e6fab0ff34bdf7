-- Far out on the map a parcel is less than a pixel: what is drawn there is melted once per generation of the data.
create table inventory.overview (
    generation bigint      not null constraint overview_pk primary key constraint overview_generation_fk references inventory.data_generation,
    made_at    timestamptz not null default now()
);
call platform.put_behind_the_door('inventory.overview', 'guarded');

create table inventory.overview_shape (
    colouring     text not null constraint overview_shape_colouring check (colouring in ('species', 'age', 'category')),
    township_code text not null,
    key           text not null,
    geom_3857     geometry(MultiPolygon, 3857) not null,
    constraint overview_shape_pk primary key (colouring, township_code, key)
);
create index overview_shape_geom on inventory.overview_shape using gist (geom_3857);
call platform.put_behind_the_door('inventory.overview_shape', 'guarded');
