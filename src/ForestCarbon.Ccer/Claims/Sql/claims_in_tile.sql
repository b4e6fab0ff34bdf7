-- Small plots are drawn as well: that a plot is claimed matters at every distance. Where they are too small to be seen, plots of one claim that
-- lie near each other have a point: on the largest of them, with how many they are.
with tile as (
    select st_tileenvelope(@z, @x, @y) as box, 40075016.68557849 / (1 << @z) as width
), near as materialized (
    select c.claim_id, c.code as label, c.state, p.area_m2, p.geom_3857, case when @hasPoints then st_pointonsurface(p.geom_3857) end as point
    from tile
    join ccer.claim_plot p on p.geom_3857 && tile.box
    join ccer.claim c using (claim_id)
    where (c.state = 'firm' or (c.state = 'provisional' and c.provisional_until >= current_date))
      and (@townships::text[] is null or p.township_code = any(@townships))
), visible as (
    select n.claim_id, n.label, n.state, st_asmvtgeom(st_simplify(n.geom_3857, 2 * tile.width / 4096, true), tile.box, 4096, 64, true) as geom
    from tile
    cross join near n
), placed as (
    -- A plot on the edge of two tiles is counted in the one its point lies in: the middle of its box may lie in the other, and off its ground.
    select n.*, floor((st_x(n.point) - st_xmin(tile.box)) / tile.width * @cells) as across, floor((st_y(n.point) - st_ymin(tile.box)) / tile.width * @cells) as up
    from tile
    cross join near n
    where @hasPoints
), gathered as (
    select distinct on (p.claim_id, p.across, p.up) p.claim_id, p.label, p.state, p.point,
           (count(*) over (partition by p.claim_id, p.across, p.up))::int as plots
    from placed p
    where p.across between 0 and @cells - 1 and p.up between 0 and @cells - 1
    order by p.claim_id, p.across, p.up, p.area_m2 desc
), pointed as (
    select g.claim_id, g.label, g.state, g.plots, st_asmvtgeom(g.point, tile.box, 4096, 4096, true) as geom
    from tile
    cross join gathered g
)
select coalesce((select st_asmvt(v, 'claims', 4096, 'geom') from visible v where v.geom is not null), ''::bytea)
    || coalesce((select st_asmvt(q, 'claim-points', 4096, 'geom') from pointed q where q.geom is not null), ''::bytea);
