select p.verdict, count(*) as pieces, count(distinct p.parcel_id) as parcels, sum(p.area_m2) as area_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 32 <> 0), 0) as forest_m2, count(*) filter (where p.flags & 2 <> 0) as slivers,
       sum(p.expected_kg)::bigint as expected_kg, coalesce(sum(p.area_m2) filter (where p.expected_kg is not null), 0) as expected_m2,
       coalesce(sum(p.area_m2) filter (where p.expected_kg is null), 0) as without_figure_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 128 <> 0), 0) as implausible_m2
from ccer.screening_piece p
where p.run_id = @runId
  and (@townships::text[] is null or p.township_code = any(@townships))
group by p.verdict
order by p.verdict
