-- The parcels a total is the sum of, largest stock first, with the sums over all of them on every row, so that a page of them can say so.
-- A parcel without tonnes (未计, failed) stands behind those with, and its tonnes are null.
select p.parcel_id, v.code, v.township_code, p.status, p.reason_zh, p.reason_en, v.ellipsoidal_area_m2 as area_m2,
       p.stock_kg[@year::int - p.first_year + 1]::bigint as stock_kg,
       (p.stock_kg[@year::int - p.first_year + 1] - p.stock_kg[@year::int - p.first_year])::bigint as increment_kg,
       count(*) over () as all_parcels,
       sum(v.ellipsoidal_area_m2) over () as all_area_m2,
       sum(p.stock_kg[@year::int - p.first_year + 1]) over ()::bigint as all_stock_kg,
       sum(p.stock_kg[@year::int - p.first_year + 1] - p.stock_kg[@year::int - p.first_year]) over ()::bigint as all_increment_kg
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and (@townships::text[] is null or v.township_code = any(@townships))
  and (@township::text is null or v.township_code = @township)
  and (@reason::smallint is null or p.reason = @reason)
  and (@statuses::text[] is null or p.status = any(@statuses))
order by p.stock_kg[@year::int - p.first_year + 1] desc nulls last, v.ellipsoidal_area_m2 desc, v.code collate "C"
limit @limit offset @offset;
