select lower(v.valid) as valid_from, upper(v.valid) as valid_to, v.code,
       coalesce(l.name_zh, v.land_class) as land_class_zh, coalesce(l.name_en, v.land_class) as land_class_en,
       coalesce(s.name_zh, v.species_code) as species_zh, coalesce(s.name_en, v.species_code) as species_en,
       v.mean_age_a, v.ellipsoidal_area_m2, v.registered_area_ha, i.decided_by, i.decided_at, i.file_name as source, i.staged_by
from inventory.parcel_version v
left join inventory.import i on i.import_id = v.opened_by
left join inventory.code l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
where v.parcel_id = @parcelId
  and (@townships::text[] is null or v.township_code = any(@townships))
order by lower(v.valid) desc;
