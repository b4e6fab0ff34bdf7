with side as (
    select p.run_id, p.parcel_id, max(p.parcel_version_id) as parcel_version_id, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2,
           coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 2), 0) as fail_m2,
           (sum(p.expected_kg) filter (where p.verdict = 0))::bigint as pass_kg, (sum(p.expected_kg) filter (where p.verdict = 1))::bigint as need_kg
    from ccer.screening_piece p
    where p.run_id in (@a, @b)
      and (@townships::text[] is null or p.township_code = any(@townships))
    group by p.run_id, p.parcel_id
), pair as (
    select coalesce(x.parcel_id, y.parcel_id) as parcel_id, x.parcel_version_id as version_a, y.parcel_version_id as version_b,
           coalesce(x.pass_m2, 0) as pass_a_m2, coalesce(x.need_m2, 0) as need_a_m2, coalesce(x.fail_m2, 0) as fail_a_m2,
           coalesce(y.pass_m2, 0) as pass_b_m2, coalesce(y.need_m2, 0) as need_b_m2, coalesce(y.fail_m2, 0) as fail_b_m2,
           x.pass_kg as pass_a_kg, x.need_kg as need_a_kg, y.pass_kg as pass_b_kg, y.need_kg as need_b_kg
    from (select * from side where run_id = @a) x
    full join (select * from side where run_id = @b) y using (parcel_id)
)
-- A version that went with its import is still a difference: its parcel is called as its other versions call it, else by its number.
select q.parcel_id, coalesce(b.code, a.code, (select max(v.code) from inventory.parcel_version_v v where v.parcel_id = q.parcel_id), '#' || q.parcel_id) as code,
       q.pass_a_m2, q.need_a_m2, q.fail_a_m2, q.pass_b_m2, q.need_b_m2, q.fail_b_m2, q.pass_a_kg, q.need_a_kg, q.pass_b_kg, q.need_b_kg,
       count(*) over () as total
from pair q
left join inventory.parcel_version_v a on a.parcel_version_id = q.version_a
left join inventory.parcel_version_v b on b.parcel_version_id = q.version_b
where (q.pass_a_m2, q.need_a_m2, q.fail_a_m2, q.pass_a_kg, q.need_a_kg) is distinct from (q.pass_b_m2, q.need_b_m2, q.fail_b_m2, q.pass_b_kg, q.need_b_kg)
order by abs(q.pass_a_m2 - q.pass_b_m2) + abs(q.need_a_m2 - q.need_b_m2) + abs(q.fail_a_m2 - q.fail_b_m2) desc,
         abs(coalesce(q.pass_a_kg, 0) - coalesce(q.pass_b_kg, 0)) + abs(coalesce(q.need_a_kg, 0) - coalesce(q.need_b_kg, 0)) desc, q.parcel_id
limit @limit
