-- What people said of the strata of a boundary, by the kind of each: proposing the strata anew keeps it.
select coalesce(jsonb_agg(jsonb_build_object(
           'species_code', s.species_code, 'age_class_a', s.age_class_a, 'site_class', s.site_class, 'kind_year', s.planted_year,
           'planting_model_id', n.planting_model_id, 'planted_year', n.planted_year, 'curve', n.curve, 'planting_by', n.set_by,
           'tree_cover', c.tree_cover, 'shrub_cover', c.shrub_cover, 'shrub_cover_later', c.shrub_cover_later, 'source', c.source, 'mark', c.mark, 'cover_by', c.set_by)), '[]')::text
from ccer.stratum s
left join ccer.stratum_planting n using (stratum_id)
left join ccer.stratum_cover c using (stratum_id)
where s.boundary_id = @boundaryId
  and (n.stratum_id is not null or c.stratum_id is not null)
