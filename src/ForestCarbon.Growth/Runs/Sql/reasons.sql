select p.reason, p.status, p.reason_zh as name_zh, p.reason_en as name_en, count(*)::int as parcels, sum(v.ellipsoidal_area_m2) as area_m2
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and (@townships::text[] is null or v.township_code = any(@townships))
group by p.reason, p.status, p.reason_zh, p.reason_en
order by p.reason;
