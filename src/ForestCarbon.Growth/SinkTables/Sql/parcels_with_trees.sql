-- The columns of parcels_of_chunk.sql, of the parcels whose stock is projected.
select v.parcel_id, v.parcel_version_id, v.ellipsoidal_area_m2, v.land_class, v.forest_purpose, v.species_code, v.origin,
       v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme,
       lower(v.valid) as valid_from
from growth.parcel_result p
join inventory.parcel_version_v v using (parcel_version_id)
where p.run_id = $1
  and p.reason = 1;
