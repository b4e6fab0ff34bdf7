select @year::int as year, @incrementYear::int as increment_year,
       sum(t.stock_kg[@year::int - r.first_year + 1])::bigint as stock_kg,
       sum(t.stock_kg[@incrementYear::int - r.first_year + 1] - t.stock_kg[@incrementYear::int - r.first_year])::bigint as increment_kg,
       sum(t.parcels[1] + t.parcels[2] + t.parcels[3] + t.parcels[4])::int as parcels,
       sum(t.area_m2[1] + t.area_m2[2] + t.area_m2[3] + t.area_m2[4]) as area_m2,
       sum(t.parcels[1])::int as accounted_parcels, sum(t.area_m2[1]) as accounted_area_m2,
       sum(t.parcels[2])::int as treeless_parcels, sum(t.area_m2[2]) as treeless_area_m2,
       sum(t.parcels[3])::int as not_accounted_parcels, sum(t.area_m2[3]) as not_accounted_area_m2,
       sum(t.parcels[4])::int as failed_parcels, sum(t.area_m2[4]) as failed_area_m2,
       sum(t.flagged_parcels[1])::int as limited_parcels, sum(t.flagged_parcels[2])::int as not_calibrated_parcels,
       sum(t.flagged_parcels[3])::int as group_curve_parcels, sum(t.flagged_parcels[4])::int as age_inferred_parcels,
       coalesce(sum(t.flagged_parcels[5]), 0)::int as difference_parcels, coalesce(sum(t.flagged_parcels[6]), 0)::int as no_member_parcels
from growth.township_total_v t
join growth.run_v r using (run_id)
where t.run_id = @runId
  and t.dimension = 'county'
  and (@townships::text[] is null or t.township_code = any(@townships))
having count(*) > 0 and min(r.first_year) <= @year and max(r.last_year) >= @year;
