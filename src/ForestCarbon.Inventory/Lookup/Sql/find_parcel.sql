-- A code is unique on a date; behind it stands the permanent id. Either is taken, the code first.
select v.parcel_id, v.parcel_version_id, lower(v.valid) as valid_from, upper(v.valid) as valid_to, v.code, v.township_code,
       v.village_code, t.name_zh as township_name, g.name_zh as village_name, v.ellipsoidal_area_m2, v.registered_area_ha,
       v.is_on_forest_land, v.land_class, l.name_zh as land_class_name, v.forest_category, c.name_zh as forest_category_name,
       v.forest_purpose, v.origin, o.name_zh as origin_name, v.species_code, s.name_zh as species_name, v.age_group, v.mean_age_a,
       v.canopy_density, v.mean_dbh_cm, v.mean_height_m, v.volume_m3_per_ha, v.stems_per_ha, v.site_class
from inventory.parcel_version_v v
left join inventory.township_v t using (township_code)
left join inventory.village_v g on g.village_code = v.village_code
left join inventory.code_v l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code_v c on c.list = 'forest-category' and c.code = v.forest_category
left join inventory.code_v o on o.list = 'origin' and o.code = v.origin
left join inventory.code_v s on s.list = 'species' and s.code = left(v.species_code, 3)
where (v.code = @codeOrId or v.parcel_id = @parcelId)
  and case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
  and (@townships::text[] is null or v.township_code = any(@townships))
order by v.code = @codeOrId desc
limit 1;
