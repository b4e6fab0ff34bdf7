-- Of an account limited to townships: what lies on its ground, and what it or one of its roles must do.
select d.*
from ccer.deadline_v d
where d.due_on between @from and @to
  and (not @overdue or not d.is_done)
  and (@townships::text[] is null or d.townships && @townships or d.owner = any(@recipients))
order by d.due_on, d.kind, d.key
