select r.scenario, r.state, s.name_zh, s.name_en, r.probability, r.lag_months, r.source, r.read_by, r.read_at, w.source as withdrawn, w.read_by as withdrawn_by, w.read_at as withdrawn_at
from finance.forecast_stage_reading r
join ccer.life_state_v s on s.machine = 'project' and s.state = r.state
left join finance.forecast_stage_reading w on w.withdraws = r.reading_id
where r.withdraws is null
order by r.reading_id desc
