select f.species_group, f.species_code, s.name_zh as species_name, s.name_en as species_name_en,
       coalesce(g.name_zh, f.species_group) as group_name, coalesce(g.name_en, f.species_group) as group_name_en, f.origin, f.sites, f.parcels,
       f.reason
from growth.curve_family_gap_v f
left join inventory.code_v s on s.list = 'species' and s.code = f.species_code
left join inventory.code_v g on g.list = 'species-group' and g.code = f.species_group
where f.curve_set_id = @curveSetId
order by f.species_code is null, f.species_group collate "C", f.species_code collate "C", f.origin;
