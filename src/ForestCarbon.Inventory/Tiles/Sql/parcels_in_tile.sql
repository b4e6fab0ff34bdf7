-- Simplified to two units of the tile's grid of 4096, and parcels under two pixels (of 512) are left out by their stored area,
-- so that their geometry is not even read: one ground m2 is 1/cos2(latitude) m2 on this map, 1.22 at 25 degrees north.
with tile as (
    select st_tileenvelope(@z, @x, @y) as box,
           40075016.68557849 / (1 << @z) as width
), species as (
    select c.code, c.means as species_group from inventory.code c where c.list = 'species'
), visible as (
    select v.parcel_id,
           coalesce(s.species_group, 'none') as species,
           coalesce(v.age_group::text, 'none') as age,
           coalesce(v.forest_category, 'none') as category,
           v.subcompartment as label,
           st_asmvtgeom(st_simplify(g.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join inventory.parcel_shape g on g.geom_3857 && tile.box
    join inventory.parcel_version v on v.parcel_version_id = g.parcel_version_id
    left join species s on s.code = left(v.species_code, 3)
    where upper_inf(v.valid)
      and v.ellipsoidal_area_m2 * 1.22 >= 2 * (tile.width / 512) * (tile.width / 512)
      and (@townships::text[] is null or v.township_code = any(@townships))
)
select st_asmvt(visible, 'parcels', 4096, 'geom', 'parcel_id')
from visible
where geom is not null;
