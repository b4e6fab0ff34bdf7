select p.parcel_id, v.code, v.township_code, v.ellipsoidal_area_m2 as area_m2, p.reason_zh, p.reason_en
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and p.status = 'failed'
  and (@townships::text[] is null or v.township_code = any(@townships))
order by v.code collate "C"
limit @limit;
