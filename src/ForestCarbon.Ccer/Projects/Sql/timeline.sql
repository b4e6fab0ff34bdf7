with chosen as materialized (
    select p.project_id, p.code, p.name, p.state, p.state_zh, p.state_en, p.crediting_to, count(*) over () as total
    from ccer.project_v p
    where @townships::text[] is null or p.township_codes && @townships
    order by p.is_final, p.project_id desc
    limit @limit::int offset @offset::int
)
select c.project_id, c.code, c.name, c.state, c.state_zh, c.state_en, t.number as tranche, m.to_state, m.moved_on, m.due_on, c.crediting_to, c.total
from chosen c
join ccer.project_move m using (project_id)
left join ccer.reduction_tranche t on t.tranche_id = m.tranche_id
order by c.project_id desc, m.move_id
