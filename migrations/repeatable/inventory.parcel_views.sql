-- The published face of the inventory: other modules and `forestcarbon db psql` read these, never the tables.
-- Columns are only ever added at the end, so that a reader keeps working.
create or replace view inventory.parcel_version_v as
select v.parcel_version_id, v.parcel_id, v.valid, v.code, v.township_code, v.village_code, v.compartment, v.subcompartment,
       v.ellipsoidal_area_m2, v.registered_area_ha, v.registered_area_inferred, v.is_on_forest_land,
       v.land_class, v.land_class_given, v.land_class_list, v.forest_category, v.forest_purpose,
       v.public_welfare_authority, v.national_protection_grade, v.protection_grade, v.origin, v.species_code, v.species_mix,
       v.age_group, v.mean_age_a, v.canopy_density, v.mean_dbh_cm, v.mean_height_m, v.volume_m3_per_ha, v.stems_per_ha,
       v.total_volume_m3, v.site_class, v.quality_grade, v.land_tenure, v.tree_tenure, v.landform, v.slope_deg, v.slope_class,
       v.slope_position, v.aspect, v.elevation_m, v.soil_type, v.soil_depth_cm, v.programme, v.function_zone,
       v.main_function_zone, v.is_supplementary, v.is_in_plan, v.degradation, v.disaster, v.planted_on, v.opened_by, v.closed_by
from inventory.parcel_version v;

create or replace view inventory.parcel_current_v as
select v.* from inventory.parcel_version_v v where upper_inf(v.valid);
