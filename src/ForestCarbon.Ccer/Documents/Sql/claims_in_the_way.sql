-- Firm claims of others on the ground of a project's ex-ante boundary in its crediting period, the most ground first.
select c.claim_id, c.scheme, c.scheme_en, c.code, cardinality(c.plots) as plots, c.area_m2
from ccer.project_v p
cross join lateral ccer.claims_in_the_way(p.project_id) c
where p.project_id = @ProjectId
  and (@townships::text[] is null or p.township_codes && @townships)
order by c.area_m2 desc, c.claim_id
