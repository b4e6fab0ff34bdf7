-- Rows of a file with shapes as they would stand where they leave out what a rule looks at: the columns of stored_facts.sql, the row, and what it
-- leaves out of @facts. A row on new ground that states no registered area gets its part of the stored one (ParcelLineage).
select p.code, p.land_class, p.forest_category, p.forest_purpose, p.public_welfare_authority, p.national_protection_grade, p.protection_grade,
       p.origin, p.species_code, p.age_group, p.mean_age_a, p.canopy_density, p.mean_dbh_cm, p.mean_height_m, p.volume_m3_per_ha, p.stems_per_ha,
       p.total_volume_m3,
       case when c.is_reshaped and f.mapped ->> 'registered_area_ha' is null
            then round(p.registered_area_ha * f.ellipsoidal_area_m2 / nullif(v.ellipsoidal_area_m2, 0), 4)
            else p.registered_area_ha end as registered_area_ha,
       f.ellipsoidal_area_m2::float8 as area_m2, p.planted_on, i.as_of, f.row_no,
       array(select u.name from unnest(@facts::text[]) as u (name) where f.mapped -> u.name is null) as left_out
from inventory.import_feature f
join inventory.import i using (import_id)
left join inventory.import_change c on c.import_id = f.import_id and c.row_no = f.row_no and c.change = 'changed'
left join inventory.parcel_version v on v.parcel_version_id = c.stored_id
cross join lateral inventory.parcel_as_read(f.mapped, f.ellipsoidal_area_m2, v) as p
where f.import_id = @importId
  and ((c.stored_id is not null and not jsonb_exists_all(f.mapped, @facts::text[])) or f.row_no = any (@before::int[]))
order by f.row_no
