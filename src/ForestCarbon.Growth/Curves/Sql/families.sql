select f.family_id, f.species_group, f.species_code, s.name_zh as species_name, s.name_en as species_name_en,
       coalesce(g.name_zh, f.species_group) as group_name, coalesce(g.name_en, f.species_group) as group_name_en, f.origin, f.parameters,
       f.standard_errors, f.covariance, f.site_classes, f.site_x, f.site_x_errors, f.site_parcels, f.parcels, f.ages, f.youngest_a, f.oldest_a,
       f.area_m2, f.r2, f.rss, f.residual_m3_per_ha
from growth.curve_family_v f
left join inventory.code_v s on s.list = 'species' and s.code = f.species_code
left join inventory.code_v g on g.list = 'species-group' and g.code = f.species_group
where f.curve_set_id = @curveSetId
order by f.species_code is null, f.species_group collate "C", f.species_code collate "C", f.origin;
