-- Events since a claim began, on its ground, that have no case yet; that six decimals put the border of one over the other is no event (ccer.is_rounding, as of overlaps).
select c.claim_id, c.code as claim_code, p.project_id, (select sum(q.area_m2) from ccer.claim_plot q where q.claim_id = c.claim_id) as claim_m2,
       coalesce((select sum(t.registered_t) from ccer.reduction_tranche t where t.project_id = p.project_id), 0)::bigint as registered_t,
       (select coalesce(array_agg(distinct q.township_code) filter (where q.township_code is not null), '{}') from ccer.claim_plot q where q.claim_id = c.claim_id) as township_codes,
       f.layer, f.feature_id, f.code as feature_code, f.name as feature_name, lower(f.valid) as happened_on, st_asbinary(i.shape) as shared
from ccer.claim c
join ccer.claim_plot g using (claim_id)
left join ccer.project o on o.claim_id = c.claim_id
left join ccer.project p on p.project_id = coalesce(o.project_id, c.project_id)
join inventory.layer_feature_v f on f.layer = any(@layers::text[]) and f.geom && g.geom and st_relate(f.geom, g.geom, '2********')
-- offset 0: cut once, not again for each use
cross join lateral (select st_intersection(g.geom, f.geom) as shape offset 0) i
where c.state in ('provisional', 'firm') and c.scheme = 'CCER'
  and (c.state = 'firm' or c.provisional_until >= current_date)
  and lower(f.valid) is not null and lower(f.valid) >= lower(c.period)
  and not exists (select from ccer.reversal_case k where k.claim_id = c.claim_id and k.layer = f.layer and k.feature_id = f.feature_id)
  and not ccer.is_rounding(g.geom, f.geom, i.shape)
order by c.claim_id, f.layer, f.feature_id, g.plot
