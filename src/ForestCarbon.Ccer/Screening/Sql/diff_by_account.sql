-- What planted ground is expected to bring in two screenings, on parcels whose areas are the same in both.
with side as (
    select p.run_id, p.parcel_id, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2,
           coalesce(sum(p.area_m2) filter (where p.verdict = 2), 0) as fail_m2,
           sum(p.expected_kg) filter (where p.is_planted and p.verdict = 0) as pass_kg, sum(p.expected_kg) filter (where p.is_planted and p.verdict = 1) as need_kg
    from ccer.screening_piece p
    where p.run_id in (@a, @b)
      and (@townships::text[] is null or p.township_code = any(@townships))
    group by p.run_id, p.parcel_id
)
select count(*) as parcels, coalesce(sum(coalesce(y.pass_kg, 0) - coalesce(x.pass_kg, 0)), 0)::bigint as pass_kg,
       coalesce(sum(coalesce(y.need_kg, 0) - coalesce(x.need_kg, 0)), 0)::bigint as need_kg
from side x
join side y on y.run_id = @b and y.parcel_id = x.parcel_id
where x.run_id = @a
  and (x.pass_m2, x.need_m2, x.fail_m2) = (y.pass_m2, y.need_m2, y.fail_m2)
  and (x.pass_kg, x.need_kg) is distinct from (y.pass_kg, y.need_kg)
