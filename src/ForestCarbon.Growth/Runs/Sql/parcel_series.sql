select p.run_id, p.parcel_id, p.parcel_version_id, p.status, p.reason_zh, p.reason_en, p.is_limited, p.is_not_calibrated,
       p.is_group_curve, p.is_age_inferred, p.is_difference, p.is_no_member, p.first_year, p.stock_kg
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and p.parcel_id = @parcelId
  and (@townships::text[] is null or v.township_code = any(@townships));
