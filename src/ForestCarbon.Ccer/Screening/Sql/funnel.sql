select t.position, sum(t.pieces)::bigint as pieces, sum(t.pass_m2) as pass_m2, sum(t.need_m2) as need_m2, sum(t.fail_m2) as fail_m2,
       sum(t.left_pass_m2) as left_pass_m2, sum(t.left_need_m2) as left_need_m2
from ccer.screening_total t
where t.run_id = @runId
  and (@townships::text[] is null or t.township_code = any(@townships))
group by t.position
order by t.position
