-- Small plots are drawn as well: that a plot is claimed matters at every distance.
with tile as (
    select st_tileenvelope(@z, @x, @y) as box, 40075016.68557849 / (1 << @z) as width
), visible as (
    select c.claim_id, c.code as label, c.state,
           st_asmvtgeom(st_simplify(p.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    join ccer.claim_plot p on p.geom_3857 && tile.box
    join ccer.claim c using (claim_id)
    where (c.state = 'firm' or (c.state = 'provisional' and c.provisional_until >= current_date))
      and (@townships::text[] is null or p.township_code = any(@townships))
)
select st_asmvt(visible, 'claims', 4096, 'geom')
from visible
where geom is not null;
