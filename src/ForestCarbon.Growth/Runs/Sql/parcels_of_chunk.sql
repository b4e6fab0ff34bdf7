select v.parcel_id, v.parcel_version_id, v.ellipsoidal_area_m2, v.land_class, v.forest_purpose, v.species_code, v.origin,
       v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme,
       lower(v.valid) as valid_from
from inventory.parcel_version_v v
where v.township_code = $1
  and v.parcel_id between $2 and $3
  and v.valid @> $4
order by v.parcel_id;
