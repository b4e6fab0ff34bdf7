select m.move_id, m.tranche_id, t.number as tranche, m.from_state, m.to_state, f.name_zh as from_zh, f.name_en as from_en, s.name_zh as to_zh,
       s.name_en as to_en, m.moved_on, m.decision, m.documents, m.period_kind, m.due_on, m.tonnes, m.registry_number, m.moved_by, m.moved_at, m.warning_zh, m.warning_en
from ccer.project_move_v m
join ccer.project_v p using (project_id)
join ccer.life_state_v s on s.machine = m.machine and s.state = m.to_state
left join ccer.life_state_v f on f.machine = m.machine and f.state = m.from_state
left join ccer.reduction_tranche_v t using (tranche_id)
where m.project_id = @projectId
  and (@townships::text[] is null or p.township_codes && @townships)
order by m.move_id
