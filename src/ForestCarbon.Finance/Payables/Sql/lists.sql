select l.*
from finance.payable_list_v l
where (@townships::text[] is null or l.township_code = any (@townships))
    and (@kind::text is null or l.kind = @kind)
    and (@state::text is null or l.state = @state)
    and (@runId::bigint is null or l.run_id = @runId)
    and (@listId::bigint is null or l.list_id = @listId)
order by l.list_id desc
limit @limit
