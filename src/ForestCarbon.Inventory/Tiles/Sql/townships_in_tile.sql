with tile as (
    select st_tileenvelope(@z, @x, @y) as box,
           40075016.68557849 / (1 << @z) as width
), visible as (
    select t.township_code as code,
           t.name_zh,
           t.name_en,
           st_asmvtgeom(st_simplify(t.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join inventory.township t on t.geom_3857 && tile.box
    where @townships::text[] is null or t.township_code = any(@townships)
)
select st_asmvt(visible, 'township', 4096, 'geom') from visible where geom is not null;
