select v.parcel_id, v.parcel_version_id,
       (select count(*)::int from inventory.parcel_version p where p.parcel_id = v.parcel_id and lower(p.valid) <= lower(v.valid)) as version_number,
       lower(v.valid) as valid_from, upper(v.valid) as valid_to, v.code, v.township_code,
       coalesce(t.name_zh, v.township_code) as township_zh, coalesce(t.name_en, v.township_code) as township_en,
       w.name_zh as village_zh, w.name_en as village_en, v.compartment, v.subcompartment, v.is_on_forest_land,
       v.ellipsoidal_area_m2, v.registered_area_ha, v.registered_area_inferred, v.land_class,
       coalesce(l.name_zh, v.land_class) as land_class_zh, coalesce(l.name_en, v.land_class) as land_class_en,
       coalesce(c.name_zh, v.forest_category) as category_zh, coalesce(c.name_en, v.forest_category) as category_en,
       coalesce(u.name_zh, v.forest_purpose) as purpose_zh, coalesce(u.name_en, v.forest_purpose) as purpose_en,
       coalesce(o.name_zh, v.origin) as origin_zh, coalesce(o.name_en, v.origin) as origin_en,
       coalesce(s.name_zh, v.species_code) as species_zh, coalesce(s.name_en, v.species_code) as species_en,
       coalesce(s.means, 'none') as species_group, v.species_mix,
       a.name_zh as age_group_zh, a.name_en as age_group_en, v.mean_age_a, v.canopy_density, v.mean_dbh_cm, v.mean_height_m,
       v.volume_m3_per_ha, v.stems_per_ha, v.site_class,
       coalesce(d.name_zh, v.land_tenure) as land_tenure_zh, coalesce(d.name_en, v.land_tenure) as land_tenure_en,
       v.slope_deg, v.elevation_m, v.planted_on,
       coalesce(e.name_zh, v.tree_tenure) as tree_tenure_zh, coalesce(e.name_en, v.tree_tenure) as tree_tenure_en,
       coalesce(h.name_zh, v.public_welfare_authority) as authority_zh, coalesce(h.name_en, v.public_welfare_authority) as authority_en,
       coalesce(n.name_zh, v.national_protection_grade) as national_grade_zh, coalesce(n.name_en, v.national_protection_grade) as national_grade_en,
       coalesce(b.name_zh, v.protection_grade) as protection_grade_zh, coalesce(b.name_en, v.protection_grade) as protection_grade_en,
       coalesce(q.name_zh, v.quality_grade) as quality_grade_zh, coalesce(q.name_en, v.quality_grade) as quality_grade_en,
       coalesce(m.name_zh, v.landform) as landform_zh, coalesce(m.name_en, v.landform) as landform_en,
       coalesce(sp.name_zh, v.slope_position) as slope_position_zh, coalesce(sp.name_en, v.slope_position) as slope_position_en,
       coalesce(asp.name_zh, v.aspect) as aspect_zh, coalesce(asp.name_en, v.aspect) as aspect_en,
       coalesce(soil.name_zh, v.soil_type) as soil_type_zh, coalesce(soil.name_en, v.soil_type) as soil_type_en, v.soil_depth_cm,
       coalesce(r.name_zh, v.programme) as programme_zh, coalesce(r.name_en, v.programme) as programme_en,
       coalesce(f.name_zh, v.function_zone) as function_zone_zh, coalesce(f.name_en, v.function_zone) as function_zone_en,
       coalesce(x.name_zh, v.disaster) as disaster_zh, coalesce(x.name_en, v.disaster) as disaster_en, v.total_volume_m3,
       st_x(p.inside) as longitude, st_y(p.inside) as latitude,
       st_xmin(g.geom_3857) as west, st_ymin(g.geom_3857) as south, st_xmax(g.geom_3857) as east, st_ymax(g.geom_3857) as north
from inventory.parcel_version v
join inventory.parcel_shape g using (parcel_version_id)
cross join lateral (select st_pointonsurface(g.geom) as inside) p
left join inventory.township t using (township_code)
left join inventory.village w using (village_code)
left join inventory.code l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code c on c.list = 'forest-category' and c.code = v.forest_category
left join inventory.code u on u.list = 'forest-purpose' and u.code = v.forest_purpose
left join inventory.code o on o.list = 'origin' and o.code = v.origin
left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
left join inventory.code a on a.list = 'age-group' and a.code = v.age_group::text
left join inventory.code e on e.list = 'tree-tenure' and e.code = v.tree_tenure
left join inventory.code h on h.list = 'public-welfare-authority' and h.code = v.public_welfare_authority
left join inventory.code n on n.list = 'national-protection-grade' and n.code = v.national_protection_grade
left join inventory.code b on b.list = 'protection-grade' and b.code = v.protection_grade
left join inventory.code q on q.list = 'quality-grade' and q.code = v.quality_grade
left join inventory.code m on m.list = 'landform' and m.code = v.landform
left join inventory.code sp on sp.list = 'slope-position' and sp.code = v.slope_position
left join inventory.code asp on asp.list = 'aspect' and asp.code = v.aspect
left join inventory.code soil on soil.list = 'soil-type' and soil.code = v.soil_type
left join inventory.code r on r.list = 'programme' and r.code = v.programme
left join inventory.code f on f.list = 'function-zone' and f.code = v.function_zone
left join inventory.code x on x.list = 'disaster' and x.code = v.disaster
left join inventory.code d on d.list = 'land-tenure' and d.code = v.land_tenure
where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
  and (v.parcel_id = @parcelId or v.code = @code)
  and (@townships::text[] is null or v.township_code = any(@townships))
order by v.parcel_id = @parcelId desc
limit 1;
