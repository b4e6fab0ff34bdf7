select k.case_id, k.claim_id, c.code as claim_code, k.project_id, p.code as project_code, p.name as project_name, k.layer, k.feature_id, k.feature_code, k.feature_name,
       k.happened_on, k.area_m2, k.risk_t, k.found_at, k.deadline, k.responsible, k.outcome, k.reason, k.closed_on,
       -- Pledges touched: mortgages registered on the very ground, and tonnes of the project that the subsidiary book holds frozen by a pledge.
       coalesce((select array_agg(distinct q.code order by q.code)
                 from inventory.layer_feature_v f
                 join ccer.claim_plot g on g.claim_id = k.claim_id and g.geom && f.geom
                 join ccer.claim q on q.scheme = '抵押' and q.state in ('provisional', 'firm')
                 join ccer.claim_plot m on m.claim_id = q.claim_id and m.geom && f.geom and m.geom && g.geom
                 where f.layer = k.layer and f.feature_id = k.feature_id and st_relate(m.geom, st_intersection(f.geom, g.geom), '2********')), '{}') as mortgages,
       coalesce((select sum(h.tonnes) from ledger.holding_v h where h.project = p.code and h.state = 'frozen-pledge'), 0)::bigint as pledged_t
from ccer.reversal_case k
join ccer.claim c using (claim_id)
left join ccer.project p on p.project_id = k.project_id
where (@projectId::bigint is null or k.project_id = @projectId)
  and (@caseId::bigint is null or k.case_id = @caseId)
  and (@townships::text[] is null or k.township_codes && @townships)
order by k.outcome is not null, k.case_id desc
limit 1000
