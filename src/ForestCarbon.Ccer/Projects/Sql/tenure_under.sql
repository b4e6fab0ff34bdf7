-- Lots under each plot of a boundary, what six decimals alone put over the border of a lot marked as rounding (ccer.is_rounding, as of overlaps). A gap of one day in the mandates is a gap; a mandate counts from the day it was signed on.
select f.code as lot_code, f.attributes ->> 'contract_holder' as household, t.term_from, t.term_to, coalesce((f.attributes ->> 'disputed')::boolean, false) as is_disputed,
       coalesce(t.term_from <= p.crediting_from and t.term_to >= p.crediting_to, false) as has_tenure,
       coalesce((select range_agg(m.term) from ccer.mandate m where m.project_id = p.project_id and m.lot_code = f.code and m.revoked_on is null and m.given_on <= @on::date)
                @> daterange(p.crediting_from, p.crediting_to, '[]'), false) and p.crediting_from is not null as has_mandate,
       g.plot, st_asbinary(i.shape) as shared, ccer.is_rounding(g.geom, f.geom, i.shape) as is_rounding
from ccer.project_v p
join ccer.project_plot_v g on g.boundary_id = @boundaryId::bigint
join inventory.layer_feature_v f on f.layer = 'tenure-lot' and upper_inf(f.valid) and f.geom && g.geom and st_relate(f.geom, g.geom, '2********')
cross join lateral (select (f.attributes ->> 'term_from')::date as term_from, (f.attributes ->> 'term_to')::date as term_to) t
-- offset 0: cut once, not again for each use
cross join lateral (select st_intersection(f.geom, g.geom) as shape offset 0) i
where p.project_id = @ProjectId
  and (@townships::text[] is null or p.township_codes && @townships)
order by f.code, g.plot
