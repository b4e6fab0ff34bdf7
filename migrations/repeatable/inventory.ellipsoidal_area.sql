-- The area of record: trapezoid series on EPSG:4490, edges straight in (B, L), holes subtracted, winding ignored.
-- Twin of ForestCarbon.Inventory.Crs.EllipsoidalArea, where the equation and its source stand; they agree to 1e-9.
-- The planner expects a thousand rows of every dump and would compile each call (100 ms) for a hundred vertices: jit off.
-- Sums are ordered, so the same geometry gives the same bits in every plan. Literals are float8: numeric is 20 times slower.
create or replace function inventory.ellipsoidal_area_m2(geom geometry)
returns double precision
language sql
immutable
strict
parallel safe
set jit = off
as $body$
    with constant as (
        select 6378137::float8 * (1::float8 - 1::float8 / 298.257222101::float8) as b,
               (1::float8 / 298.257222101::float8) * (2::float8 - 1::float8 / 298.257222101::float8) as e2
    ), coefficient as (
        select 2::float8 * b * b as two_b2,
               1::float8 + e2 * (3::float8 / 6 + e2 * (30::float8 / 80 + e2 * (35::float8 / 112 + e2 * (630::float8 / 2304)))) as a1,
               e2 * (1::float8 / 6 + e2 * (15::float8 / 80 + e2 * (21::float8 / 112 + e2 * (420::float8 / 2304)))) as a3,
               e2 * e2 * (3::float8 / 80 + e2 * (7::float8 / 112 + e2 * (180::float8 / 2304))) as a5,
               e2 * e2 * e2 * (1::float8 / 112 + e2 * (45::float8 / 2304)) as a7,
               e2 * e2 * e2 * e2 * (5::float8 / 2304) as a9
        from constant
    ), vertex as (
        select part.path as part,
               ring.path[1] as ring,
               point.path[2] as n,
               st_y(point.geom) as latitude,
               st_x(point.geom) - st_x(st_startpoint(st_exteriorring(ring.geom))) as longitude
        from st_dump(geom) as part
        cross join lateral st_dumprings(part.geom) as ring
        cross join lateral st_dumppoints(ring.geom) as point
        where st_dimension(part.geom) = 2
    ), edge as (
        select part,
               ring,
               n,
               radians(latitude - lag(latitude) over along) / 2 as half,
               radians(latitude + lag(latitude) over along) / 2 as middle,
               radians(longitude + lag(longitude) over along) / 2 as width
        from vertex
        window along as (partition by part, ring order by n)
    ), ring_area as (
        select part,
               ring,
               abs(sum(two_b2 * width * (
                   a1 * sin(half) * cos(middle)
                   - a3 * sin(3 * half) * cos(3 * middle)
                   + a5 * sin(5 * half) * cos(5 * middle)
                   - a7 * sin(7 * half) * cos(7 * middle)
                   + a9 * sin(9 * half) * cos(9 * middle)) order by n)) as area_m2
        from edge
        cross join coefficient
        where half is not null
        group by part, ring
    )
    select greatest(0::float8, coalesce(sum(case when ring = 0 then area_m2 else -area_m2 end order by part, ring), 0::float8))
    from ring_area;
$body$;

comment on function inventory.ellipsoidal_area_m2(geometry) is
    '椭球面积, m²: trapezoid series on EPSG:4490 (definitions.md §1); longitude and latitude in degrees';
