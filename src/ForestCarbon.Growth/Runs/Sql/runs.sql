-- Runs with what they found in the account's townships; a run that has found nothing yet has no counts.
select r.run_id, r.title, r.state, r.review, r.scenario, r.as_of, r.generation, r.inventory_year, r.first_year, r.last_year, r.curve_set_id,
       r.manifest, r.manifest_sha256, r.result_sha256, r.requested_by, r.created_at, r.started_at, r.ended_at, r.attempts, r.failure,
       s.parcels, s.area_m2, s.accounted_parcels, s.accounted_area_m2, s.treeless_parcels, s.treeless_area_m2,
       s.not_accounted_parcels, s.not_accounted_area_m2, s.failed_parcels, s.failed_area_m2,
       s.limited_parcels, s.not_calibrated_parcels, s.group_curve_parcels, s.age_inferred_parcels, s.difference_parcels, s.no_member_parcels,
       r.projection, r.compared_with, r.reviewed_by, r.reviewed_at, r.review_note, r.is_taken_back, r.has_standard_years,
       r.county_named_by, r.county_named_at, r.county_reason, r.failure_en
from growth.run_v r
cross join lateral (
    select sum(t.parcels[1] + t.parcels[2] + t.parcels[3] + t.parcels[4])::int as parcels,
           sum(t.area_m2[1] + t.area_m2[2] + t.area_m2[3] + t.area_m2[4]) as area_m2,
           sum(t.parcels[1])::int as accounted_parcels, sum(t.area_m2[1]) as accounted_area_m2,
           sum(t.parcels[2])::int as treeless_parcels, sum(t.area_m2[2]) as treeless_area_m2,
           sum(t.parcels[3])::int as not_accounted_parcels, sum(t.area_m2[3]) as not_accounted_area_m2,
           sum(t.parcels[4])::int as failed_parcels, sum(t.area_m2[4]) as failed_area_m2,
           sum(t.flagged_parcels[1])::int as limited_parcels, sum(t.flagged_parcels[2])::int as not_calibrated_parcels,
           sum(t.flagged_parcels[3])::int as group_curve_parcels, sum(t.flagged_parcels[4])::int as age_inferred_parcels,
           sum(t.flagged_parcels[5])::int as difference_parcels, sum(t.flagged_parcels[6])::int as no_member_parcels
    from growth.township_total_v t
    where t.run_id = r.run_id
      and t.dimension = 'county'
      and (@townships::text[] is null or t.township_code = any(@townships))
) s
where @before::bigint is null or r.run_id < @before
order by r.run_id desc
limit @limit;
