select r.position, r.number, count(*) as pieces, count(distinct p.parcel_id) as parcels, sum(p.area_m2) as area_m2
from ccer.screening_piece p
cross join lateral unnest(p.reasons) with ordinality as r (number, position)
where p.run_id = @runId
  and (p.first_fail is null or p.first_fail >= r.position)
  and (@townships::text[] is null or p.township_code = any(@townships))
group by r.position, r.number
order by r.position, r.number
