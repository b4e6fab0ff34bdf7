-- A feature that names no township belongs to whoever's ground it touches.
with tile as (
    select st_tileenvelope(@z, @x, @y) as box,
           40075016.68557849 / (1 << @z) as width
), visible as (
    select f.feature_id,
           f.code,
           f.name,
           st_asmvtgeom(st_simplify(f.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join inventory.layer_feature f on f.geom_3857 && tile.box
    where f.layer = @layer
      and f.valid @> coalesce(@asOf::date, current_date)
      and (@townships::text[] is null
           or f.township_code = any(@townships)
           or (f.township_code is null
               and exists (select from inventory.township t
                           where t.township_code = any(@townships) and st_intersects(t.geom_3857, f.geom_3857))))
)
select st_asmvt(visible, @layer, 4096, 'geom', 'feature_id') from visible where geom is not null;
