select t.township_code, coalesce(n.name_zh, t.township_code) as name_zh, coalesce(n.name_en, t.township_code) as name_en,
       max(t.left_pass_m2) filter (where t.position = 0) as area_m2, coalesce(max(t.left_pass_m2) filter (where t.position = l.position), 0) as pass_m2,
       coalesce(max(t.left_need_m2) filter (where t.position = l.position), 0) as need_m2
from ccer.screening_total t
cross join (select max(g.position) as position from ccer.screening_total g where g.run_id = @runId) l
left join inventory.township_v n on n.township_code = t.township_code
where t.run_id = @runId
  and (@townships::text[] is null or t.township_code = any(@townships))
group by t.township_code, n.name_zh, n.name_en
order by t.township_code
