select t.*
from ccer.reduction_tranche_v t
join ccer.project_v p using (project_id)
where t.project_id = @projectId
  and (@townships::text[] is null or p.township_codes && @townships)
order by t.number
