-- How parcels are drawn in a tile: simplified to less than a pixel, and left out under two (of 512 to a tile).

-- An outline in whole units of a zoom's grid, 4096 to a tile, valid; null where nothing is left of it. Three units are less than half
-- a pixel, so two neighbours, each simplified alone, never part by a whole one.
create or replace function inventory.parcel_sketch_of(outline geometry, zoom integer) returns geometry
language sql immutable parallel safe as $$
    select st_asmvtgeom(st_simplify(outline, 3 * 40075016.68557849 / (4096 << zoom), true), st_tileenvelope(0, 0, 0), 4096 << zoom, 0, false)
$$;

-- The least ground, m2, that a parcel has to be drawn at a zoom: two pixels. One ground m2 is 1/cos2(latitude) m2 on this map, 1.22
-- at 25 degrees north.
create or replace function inventory.least_drawn_area_m2(zoom integer) returns numeric
language sql immutable parallel safe as $$
    select (2 * (40075016.68557849 / (512 << zoom)) ^ 2 / 1.22)::numeric
$$;

-- Outlines in a tile of versions that are not sketched yet, drawn as their sketches will be. Its own language keeps the planner from
-- planning it for every tile: nearly always there is nothing to do.
create or replace function inventory.unsketched_outlines_in_tile(z integer, x integer, y integer)
returns table (parcel_version_id bigint, geom geometry)
language plpgsql stable parallel safe rows 1 as $$
begin
    if (select coalesce(max(g.generation), 0) from inventory.data_generation g) > (select coalesce(max(d.generation), 0) from inventory.sketched d) then
        return query
        select d.parcel_version_id, st_translate(d.geom, -4096.0 * x, -4096.0 * y)
        from (
            select s.parcel_version_id, inventory.parcel_sketch_of(s.geom_3857, z) as geom
            from inventory.parcel_shape s
            join inventory.parcel_version v using (parcel_version_id)
            -- A sketch stands on whole units, so it may reach farther than its outline: a unit more is looked at, and what does not reach is dropped below.
            where s.geom_3857 && st_expand(st_tileenvelope(z, x, y), 66 * 40075016.68557849 / (4096 << z))
              and v.ellipsoidal_area_m2 >= inventory.least_drawn_area_m2(z)
              and not exists (select from inventory.parcel_sketch k where k.zoom = z and k.parcel_version_id = s.parcel_version_id)
        ) d
        where d.geom && st_makeenvelope(4096.0 * x - 64, 4096.0 * y - 64, 4096.0 * x + 4160, 4096.0 * y + 4160);
    end if;
end $$;

-- Outlines of the parcel versions in a tile, in the tile's own units: the sketches of the zooms that have them, else the outline
-- itself, simplified and cut. No township is looked at: who asks joins the versions and writes the scope there.
-- Declared parallel unsafe so that a tile is drawn by one process: starting two more takes longer than a tile does.
create or replace function inventory.parcel_outlines_in_tile(z integer, x integer, y integer)
returns table (parcel_version_id bigint, geom geometry)
language sql stable parallel unsafe as $$
    select k.parcel_version_id, st_translate(k.geom, -4096.0 * x, -4096.0 * y)
    from inventory.parcel_sketch k
    where k.zoom = z
      and k.geom && st_makeenvelope(4096.0 * x - 64, 4096.0 * y - 64, 4096.0 * x + 4160, 4096.0 * y + 4160)
    union all
    select u.parcel_version_id, u.geom
    from inventory.unsketched_outlines_in_tile(z, x, y) u
    where z between 10 and 13
    union all
    select s.parcel_version_id,
           st_asmvtgeom(st_simplify(s.geom_3857, 2 * 40075016.68557849 / (4096 << z), true), st_tileenvelope(z, x, y), 4096, 64, true)
    from inventory.parcel_shape s
    where z not between 10 and 13
      and s.geom_3857 && st_tileenvelope(z, x, y)
$$;
