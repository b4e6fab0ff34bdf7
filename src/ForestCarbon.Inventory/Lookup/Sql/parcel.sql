select v.parcel_id, v.parcel_version_id,
       (select count(*)::int from inventory.parcel_version p where p.parcel_id = v.parcel_id and lower(p.valid) <= lower(v.valid)) as version_number,
       lower(v.valid) as valid_from, upper(v.valid) as valid_to, v.code, v.township_code, t.name_zh as township_zh, t.name_en as township_en,
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
       st_x(p.inside) as longitude, st_y(p.inside) as latitude,
       st_xmin(g.geom_3857) as west, st_ymin(g.geom_3857) as south, st_xmax(g.geom_3857) as east, st_ymax(g.geom_3857) as north
from inventory.parcel_version v
join inventory.parcel_shape g using (parcel_version_id)
cross join lateral (select st_pointonsurface(g.geom) as inside) p
join inventory.township t using (township_code)
left join inventory.village w using (village_code)
left join inventory.code l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code c on c.list = 'forest-category' and c.code = v.forest_category
left join inventory.code u on u.list = 'forest-purpose' and u.code = v.forest_purpose
left join inventory.code o on o.list = 'origin' and o.code = v.origin
left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
left join inventory.code a on a.list = 'age-group' and a.code = v.age_group::text
left join inventory.code d on d.list = 'land-tenure' and d.code = v.land_tenure
where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
  and (v.parcel_id = @parcelId or v.code = @code)
  and (@townships::text[] is null or v.township_code = any(@townships))
order by v.parcel_id = @parcelId desc
limit 1;
