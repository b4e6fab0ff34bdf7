-- Few combinations of township and reasons stand for all pieces; each step looks at those no earlier step failed.
with combination as (
    select p.township_code, p.reasons, p.first_fail, count(*) as pieces, sum(p.area_m2) as area_m2
    from ccer.screening_piece p
    where p.run_id = @runId
    group by p.township_code, p.reasons, p.first_fail
), meaning as (
    select m.reason, m.verdict from unnest(@reasons::smallint[], @verdicts::smallint[]) as m (reason, verdict)
), step as (
    select c.township_code, s.position, c.pieces, c.area_m2, o.verdict as own,
           (select max(m.verdict) from unnest(c.reasons[:s.position]) as r (reason) join meaning m using (reason)) as up_to_here
    from combination c
    cross join generate_series(1, @steps::int) as s (position)
    join meaning o on o.reason = c.reasons[s.position]
    where c.first_fail is null or c.first_fail >= s.position
)
insert into ccer.screening_total (run_id, township_code, position, pieces, pass_m2, need_m2, fail_m2, left_pass_m2, left_need_m2)
select @runId, s.township_code, s.position, sum(s.pieces),
       coalesce(sum(s.area_m2) filter (where s.own = 0), 0), coalesce(sum(s.area_m2) filter (where s.own = 1), 0),
       coalesce(sum(s.area_m2) filter (where s.own = 2), 0), coalesce(sum(s.area_m2) filter (where s.up_to_here = 0), 0),
       coalesce(sum(s.area_m2) filter (where s.up_to_here = 1), 0)
from step s
group by s.township_code, s.position
union all
select @runId, c.township_code, 0, sum(c.pieces), 0, 0, 0, sum(c.area_m2), 0
from combination c
group by c.township_code
