select s.state, s.name_zh, s.name_en, count(p.project_id)::int as projects
from ccer.life_state_v s
left join ccer.project_v p on p.state = s.state and (@townships::text[] is null or p.township_codes && @townships)
where s.machine = 'project'
group by s.state, s.name_zh, s.name_en, s.position
order by s.position
