select v.*, left(v.code, 6) as county_code, substr(v.code, 7, 3) as xiang, substr(v.code, 10, 3) as cun, s.geom
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
where v.valid @> @asOf::date
  and (@townships::text[] is null or v.township_code = any (@townships))
  and (@township::text is null or v.township_code = @township)
order by v.code collate "C"
