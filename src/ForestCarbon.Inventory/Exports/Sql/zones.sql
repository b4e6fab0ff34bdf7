select z.code, z.name_zh as name, z.name_en, z.township_code, z.ellipsoidal_area_m2, z.geom
from (
    select 'township' as layer, township_code as code, name_zh, name_en, township_code, ellipsoidal_area_m2, geom from inventory.township
    union all
    select 'village', village_code, name_zh, name_en, township_code, ellipsoidal_area_m2, geom from inventory.village
) as z
where z.layer = @layer
  and (@townships::text[] is null or z.township_code = any (@townships))
  and (@township::text is null or z.township_code = @township)
order by z.code collate "C"
