-- The parcels of a run that carry a mark, in the order of their codes, with how many there are on every row.
select p.parcel_id, v.code, v.ellipsoidal_area_m2 as area_m2, v.mean_age_a, v.volume_m3_per_ha, p.calibration, count(*) over ()::int as all_parcels
from growth.parcel_result p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and p.flags & @mark::smallint <> 0
  and (@townships::text[] is null or v.township_code = any(@townships))
order by v.code collate "C"
limit @limit offset @offset;
