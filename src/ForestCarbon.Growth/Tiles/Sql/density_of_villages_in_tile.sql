-- The mean over the ground that is accounted; a village of which nothing is accounted has no density. Villages of a township whose
-- data are kept apart hold no parcel: they are not drawn, for 未计 would be said of ground nobody asked about.
with tile as (
    select st_tileenvelope(@Z, @X, @Y) as box,
           40075016.68557849 / (1 << @Z) as width
), near as (
    select w.village_code, w.geom_3857
    from tile
    join inventory.village_v w on w.geom_3857 && tile.box
    join inventory.township_v t using (township_code)
    where t.kind <> 'listed_apart'
      and (@townships::text[] is null or w.township_code = any(@townships))
), means as (
    select v.village_code, round(sum(p.stock_kg[@At]) * 10 / sum(v.ellipsoidal_area_m2))::int as density
    from inventory.parcel_version_v v
    join growth.parcel_result p on p.run_id = @RunId and p.parcel_id = v.parcel_id and p.parcel_version_id = v.parcel_version_id
    where upper_inf(v.valid)
      and p.stock_kg is not null
      and v.village_code in (select village_code from near)
    group by v.village_code
), visible as (
    select m.density, st_asmvtgeom(st_simplify(n.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    cross join near n
    left join means m using (village_code)
)
select st_asmvt(visible, 'density', 4096, 'geom')
from visible
where geom is not null;
