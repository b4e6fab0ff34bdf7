-- Below z10 one shape per township and key, in one layer of the tile per way of colouring; of now, or of a past day.
with tile as (
    select st_tileenvelope(@z, @x, @y) as box
), shape as (
    select o.colouring, o.township_code, o.key, o.geom_3857 from inventory.overview_shape o where @asOf::date is null
    union all
    select o.colouring, o.township_code, o.key, o.geom_3857 from inventory.past_overview_shape o where o.as_of = @asOf::date
), visible as (
    select o.colouring, o.township_code as township, o.key, st_asmvtgeom(o.geom_3857, tile.box, 4096, 64, true) as geom
    from tile
    join shape o on o.geom_3857 && tile.box
    where @townships::text[] is null or o.township_code = any(@townships)
), by_species as (
    select township, key as species, geom from visible where colouring = 'species' and geom is not null
), by_age as (
    select township, key as age, geom from visible where colouring = 'age' and geom is not null
), by_category as (
    select township, key as category, geom from visible where colouring = 'category' and geom is not null
)
select (select st_asmvt(by_species, 'species', 4096, 'geom') from by_species)
    || (select st_asmvt(by_age, 'age', 4096, 'geom') from by_age)
    || (select st_asmvt(by_category, 'category', 4096, 'geom') from by_category);
