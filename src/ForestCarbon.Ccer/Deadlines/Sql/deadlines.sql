-- Of an account limited to townships: what lies on its ground, and what it or one of its roles must do. Own: the latter only, whatever the account sees.
select d.*
from ccer.deadline_v d
where d.due_on between @from and @to
  and (not @open or not d.is_done)
  and (not @own or d.owner = any(@recipients))
  and (@townships::text[] is null or d.townships && @townships or d.owner = any(@recipients))
order by d.due_on, d.kind, d.key
