select p.verdict, count(*) as pieces, count(distinct p.parcel_id) as parcels, sum(p.area_m2) as area_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 32 <> 0), 0) as forest_m2, count(*) filter (where p.flags & 2 <> 0) as slivers,
       sum(p.expected_kg)::bigint as expected_kg, coalesce(sum(p.area_m2) filter (where p.expected_kg is not null), 0) as expected_m2,
       round(sum(p.expected_kg / y.covered::numeric))::bigint as expected_kg_a,
       round(sum(p.area_m2 * y.covered) filter (where p.expected_kg is not null) / nullif(sum(p.area_m2) filter (where p.expected_kg is not null), 0), 4) as expected_years,
       coalesce(sum(p.area_m2) filter (where p.expected_kg is null), 0) as without_figure_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 128 <> 0), 0) as implausible_m2
from ccer.screening_piece p
join ccer.screening r using (run_id)
left join growth.run_v g on g.run_id = r.accounting_run
cross join lateral (select ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as covered) y
where p.run_id = @runId
  and (@townships::text[] is null or p.township_code = any(@townships))
group by p.verdict
order by p.verdict
