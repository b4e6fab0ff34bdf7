-- The columns of parcels_of_chunk.sql, the township, and the stocks stored for two of the run's years.
select v.parcel_id, v.parcel_version_id, v.ellipsoidal_area_m2, v.land_class, v.forest_purpose, v.species_code, v.origin,
       v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme,
       lower(v.valid) as valid_from, v.township_code, p.stock_kg[@first::int], p.stock_kg[@second::int]
from growth.parcel_result p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = @runId
  and (@townships::text[] is null or v.township_code = any(@townships));
