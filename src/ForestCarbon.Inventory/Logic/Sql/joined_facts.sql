-- The parcels of a joined table as they would stand: the columns of stored_facts.sql, and the row.
select p.code, p.land_class, p.forest_category, p.forest_purpose, p.public_welfare_authority, p.national_protection_grade, p.protection_grade,
       p.origin, p.species_code, p.age_group, p.mean_age_a, p.canopy_density, p.mean_dbh_cm, p.mean_height_m, p.volume_m3_per_ha, p.stems_per_ha,
       p.total_volume_m3, p.registered_area_ha, v.ellipsoidal_area_m2::float8 as area_m2, p.planted_on, i.as_of, f.row_no
from inventory.import_feature f
join inventory.import i using (import_id)
join inventory.parcel_version v on v.code = f.code and upper_inf(v.valid)
cross join lateral inventory.parcel_as_read(f.mapped, v.ellipsoidal_area_m2, v) as p
where f.import_id = @importId
  and (i.townships is null or v.township_code = any (i.townships))
order by f.row_no
