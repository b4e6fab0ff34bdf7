-- Every shared piece of ground with what stands, as geometry: its area is taken by the caller, for the SQL twin of the area of record
-- costs more than everything else here.
with given as materialized (
    select g.plot::int as plot, g.name, g.area_m2, st_multi(st_setsrid(st_geomfromwkb(g.outline), 4490)) as geom
    from unnest(@outlines::bytea[], @names::text[], @areas::numeric[]) with ordinality as g (outline, name, area_m2, plot)
), standing as materialized (
    -- What excludes nothing is shown: a pledge under a project, a project under a pledge.
    select c.claim_id, c.scheme, c.code, c.name, c.state,
           coalesce(c.exclusion_group = (select a.exclusion_group from ccer.scheme a where a.scheme = @scheme)
                    and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((c.scheme, @scheme), (@scheme, c.scheme))), true), false) as excludes
    from ccer.claim c
    where c.state in ('provisional', 'firm')
      and (c.state = 'firm' or c.provisional_until >= current_date)
      and c.period && daterange(@from, @to, '[]')
), near as materialized (
    -- Boxes and periods first: outlines of claims that are over are compared with none.
    select g.plot, g.name as plot_name, g.area_m2 as own_m2, g.geom as own_geom, p.claim_id, p.plot as other_plot, p.area_m2 as other_m2, p.geom
    from given g
    join ccer.claim_plot p on p.geom && g.geom
    where p.claim_id in (select s.claim_id from standing s)
), met as materialized (
    select n.* from near n where st_relate(n.geom, n.own_geom, '2********')
)
select m.plot, m.plot_name, c.claim_id as other_claim_id, m.other_plot, c.scheme, c.code, c.name, c.state, least(m.own_m2, m.other_m2) as smaller_m2,
       st_asbinary(s.geom) as shared, ccer.may_be_rounding(s.geom) as may_be_rounding, c.excludes
from met m
join standing c using (claim_id)
-- Cut once for both columns.
cross join lateral (select st_intersection(m.own_geom, m.geom) as geom offset 0) s
order by m.plot, other_claim_id, m.other_plot
