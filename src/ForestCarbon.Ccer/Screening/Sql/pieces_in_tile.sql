with tile as (
    select st_tileenvelope(@z, @x, @y) as box, 40075016.68557849 / (1 << @z) as width
), visible as (
    select p.parcel_id, p.piece, p.verdict, v.subcompartment as label,
           st_asmvtgeom(st_simplify(coalesce(st_transform(p.geom, 3857), g.geom_3857), 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join inventory.parcel_shape_v g on g.geom_3857 && tile.box
    join ccer.screening_piece p on p.run_id = @runId and p.parcel_version_id = g.parcel_version_id
    join inventory.parcel_version_v v on v.parcel_version_id = g.parcel_version_id
    where (@z >= 11 or p.verdict < 2)
      and p.area_m2 * 1.22 >= 2 * (tile.width / 512) * (tile.width / 512)
      and (@townships::text[] is null or p.township_code = any(@townships))
)
select st_asmvt(visible, 'pieces', 4096, 'geom')
from visible
where geom is not null;
