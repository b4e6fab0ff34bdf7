-- What a parcel looks like far out on the map, kept: simplifying tens of thousands of outlines for one tile takes a second, and it
-- gives the same each time, because the outline of a version never changes. An edit makes a new version, so it costs one row here.
--
-- geom is in whole units of the zoom's own grid, 4096 to a tile, counted from the north-west corner of the world: a tile is cut out
-- by moving it. A parcel too small to be seen at a zoom has no row there.
create table inventory.parcel_sketch (
    zoom              smallint not null,
    parcel_version_id bigint   not null
                      constraint parcel_sketch_shape_fk references inventory.parcel_shape on delete cascade,
    geom              geometry not null,
    constraint parcel_sketch_pk primary key (zoom, parcel_version_id)
) partition by list (zoom);
create index parcel_sketch_geom on inventory.parcel_sketch using gist (geom);
do $$
begin
    for zoom in 10..13 loop
        execute format('create table inventory.%I partition of inventory.parcel_sketch for values in (%s)', 'parcel_sketch_z' || zoom, zoom);
    end loop;
end $$;
call platform.put_behind_the_door('inventory.parcel_sketch', 'guarded');

-- Every version of the generations up to this one is sketched. Later ones are drawn from their outlines until they are.
create table inventory.sketched (
    generation bigint      not null constraint sketched_pk primary key constraint sketched_generation_fk references inventory.data_generation,
    made_at    timestamptz not null default now()
);
call platform.put_behind_the_door('inventory.sketched', 'guarded');

-- "Up to this generation" must mean all of them: a change that was given the lower number commits first.
create function inventory.one_generation_after_another() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('inventory.data_generation', 0));
    return null;
end $$;
create trigger one_after_another before insert on inventory.data_generation
    for each statement execute function inventory.one_generation_after_another();
