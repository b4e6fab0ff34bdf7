select v.parcel_version_id, lower(v.valid) as valid_from, upper(v.valid) as valid_to, v.code, v.ellipsoidal_area_m2, v.land_class,
       l.name_zh as land_class_name, v.species_code, s.name_zh as species_name, v.mean_age_a, v.volume_m3_per_ha, v.registered_area_ha, v.opened_by,
       i.decided_by, i.decided_at, i.file_name as source, g.reason, i.staged_by
from inventory.parcel_version_v v
left join inventory.import i on i.import_id = v.opened_by
left join inventory.data_generation g on g.generation = i.generation
left join inventory.code_v l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code_v s on s.list = 'species' and s.code = left(v.species_code, 3)
where v.parcel_id = @parcelId
  and (@townships::text[] is null or v.township_code = any(@townships))
order by lower(v.valid);
