-- Moves that lead on from the present state, each with what still stands in its way.
select m.to_state, s.name_zh as to_zh, s.name_en as to_en, m.name_zh, m.name_en, m.actor, m.roles, m.documents, m.conditions, m.period_kind, m.source, m.mark,
       coalesce(o.obstacles, '{}') as obstacles, coalesce(o.sentences, '{}') as sentences, coalesce(o.english, '{}') as english
from ccer.project_v p
left join ccer.reduction_tranche_v t on t.tranche_id = @trancheId::bigint and t.project_id = p.project_id
join ccer.life_move_v m on m.machine = case when @trancheId::bigint is null then 'project' else 'tranche' end
                       and m.from_state = case when @trancheId::bigint is null then p.state else t.state end
join ccer.life_state_v s on s.machine = m.machine and s.state = m.to_state
cross join lateral (
    select array_agg(q.obstacle) as obstacles, array_agg(q.sentence) as sentences, array_agg(q.english) as english
    from ccer.move_obstacles(p.project_id, @trancheId::bigint, m.to_state, @movedOn::date, null, null, null, null) q) o
where p.project_id = @projectId
  and (@townships::text[] is null or p.township_codes && @townships)
order by s.on_line desc, s.position
