select v.code, v.land_class, v.forest_category, v.forest_purpose, v.public_welfare_authority, v.national_protection_grade, v.protection_grade,
       v.origin, v.species_code, v.age_group, v.mean_age_a, v.canopy_density, v.mean_dbh_cm, v.mean_height_m, v.volume_m3_per_ha, v.stems_per_ha,
       v.total_volume_m3, v.registered_area_ha, v.ellipsoidal_area_m2::float8 as area_m2, v.planted_on, lower(v.valid) as as_of
from inventory.parcel_version v
where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
  and (@townships::text[] is null or v.township_code = any (@townships))
order by v.code
