-- Simplified and thinned as the inventory's own tiles are, so that both show the same parcels.
with tile as (
    select st_tileenvelope(@Z, @X, @Y) as box,
           40075016.68557849 / (1 << @Z) as width
), visible as (
    select v.parcel_id,
           round(p.stock_kg[@At] * 10 / v.ellipsoidal_area_m2)::int as density,
           v.subcompartment as label,
           st_asmvtgeom(st_simplify(g.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join inventory.parcel_shape_v g on g.geom_3857 && tile.box
    join inventory.parcel_version_v v using (parcel_version_id)
    left join growth.parcel_result p on p.run_id = @RunId and p.parcel_id = v.parcel_id and p.parcel_version_id = v.parcel_version_id
    where upper_inf(v.valid)
      and v.ellipsoidal_area_m2 * 1.22 >= 2 * (tile.width / 512) * (tile.width / 512)
      and (@townships::text[] is null or v.township_code = any(@townships))
)
select st_asmvt(visible, 'parcels', 4096, 'geom', 'parcel_id')
from visible
where geom is not null;
