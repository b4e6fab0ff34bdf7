select c.level, c.species_group, c.species_code, s.name_zh as species_name, s.name_en as species_name_en,
       coalesce(g.name_zh, c.species_group) as group_name, coalesce(g.name_en, c.species_group) as group_name_en, c.origin, c.site_class, c.parcels, c.ages, c.youngest_a, c.oldest_a, c.reason
from growth.curve_gap_v c
left join inventory.code_v s on s.list = 'species' and s.code = c.species_code
left join inventory.code_v g on g.list = 'species-group' and g.code = c.species_group
where c.curve_set_id = @curveSetId
order by c.level desc, c.species_group collate "C", c.species_code collate "C", c.origin, c.site_class;
