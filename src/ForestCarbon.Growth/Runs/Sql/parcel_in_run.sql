select v.parcel_id, v.parcel_version_id, v.code, v.ellipsoidal_area_m2, v.land_class, v.forest_purpose, v.species_code, v.origin,
       v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme, v.stems_per_ha, v.mean_dbh_cm,
       extract(year from lower(v.valid))::int as inventory_year, lower(v.valid) as valid_from,
       (select count(*)::int from inventory.parcel_version_v e where e.parcel_id = v.parcel_id and lower(e.valid) <= lower(v.valid)) as version_number,
       sn.name_zh as species_name, sn.name_en as species_name_en, ln.name_zh as land_class_name, ln.name_en as land_class_name_en,
       orn.name_zh as origin_name, orn.name_en as origin_name_en,
       p.status, p.reason, p.reason_zh, p.reason_en, p.stock_kg, s.is_synthetic, s.is_of_plots,
       not exists (select from inventory.parcel_current_v c where c.parcel_version_id = v.parcel_version_id) as is_stale
from growth.parcel_result_v p
join inventory.parcel_version_v v using (parcel_version_id)
join growth.run_v r on r.run_id = p.run_id
join growth.curve_set_v s on s.curve_set_id = r.curve_set_id
left join inventory.code_v sn on sn.list = 'species' and sn.code = left(v.species_code, 3)
left join inventory.code_v ln on ln.list = 'land-class' and ln.code = v.land_class
left join inventory.code_v orn on orn.list = 'origin' and orn.code = v.origin
where p.run_id = @runId
  and p.parcel_id = @parcelId
  and (@townships::text[] is null or v.township_code = any(@townships));
