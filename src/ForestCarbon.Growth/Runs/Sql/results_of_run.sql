-- Every parcel of a run with what its figure rests on and its stocks, in the order of its hash.
select p.parcel_id, v.code, v.township_code, p.parcel_version_id, lower(v.valid) as valid_from, v.ellipsoidal_area_m2, v.land_class,
       v.species_code, v.origin, v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme,
       p.status, growth.form_of(p.reason_zh, p.is_difference, p.is_no_member, false), growth.form_of(p.reason_en, p.is_difference, p.is_no_member, true),
       p.curve_id, p.family_id, p.calibration,
       p.is_limited, p.is_not_calibrated, p.is_group_curve, p.is_age_inferred, p.is_difference, p.is_no_member, p.stock_kg
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and (@townships::text[] is null or v.township_code = any(@townships))
order by p.parcel_id;
