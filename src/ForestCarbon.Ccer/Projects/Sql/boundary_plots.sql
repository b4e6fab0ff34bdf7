select g.name, p.code, p.name, p.state_zh, b.kind, g.area_m2, p.crediting_from, p.crediting_to, g.geom
from ccer.project_v p
join ccer.project_boundary_v b using (project_id)
join ccer.project_plot_v g using (boundary_id)
where b.is_newest and b.kind = @kind
  and (@projectId::bigint is null or p.project_id = @projectId)
  and (@state::text is null or p.state = @state)
  and (@query::text is null or p.code ilike '%' || @query || '%' or p.name ilike '%' || @query || '%')
  and (@townships::text[] is null or p.township_codes && @townships)
order by p.project_id, g.plot
