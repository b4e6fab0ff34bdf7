-- What people said of the strata of a boundary, by the kind of each: proposing the strata anew keeps it. A boundary that was drawn anew takes what is to be planted on a kind from the one
-- before it; what stood before is of that one's own ground, and is asked for again.
with said as (
    select coalesce(
               (select s.boundary_id from ccer.stratum s where s.boundary_id = @boundaryId limit 1),
               (select max(b.boundary_id)
                from ccer.project_boundary own
                join ccer.project_boundary b on b.project_id = own.project_id and b.kind = own.kind and b.boundary_id < own.boundary_id
                where own.boundary_id = @boundaryId
                  and exists (select from ccer.stratum s where s.boundary_id = b.boundary_id))) as boundary_id
)
select coalesce(jsonb_agg(jsonb_build_object(
           'species_code', s.species_code, 'age_class_a', s.age_class_a, 'site_class', s.site_class, 'kind_year', s.planted_year,
           'planting_model_id', n.planting_model_id, 'planted_year', n.planted_year, 'curve', n.curve, 'planting_by', n.set_by,
           'tree_cover', c.tree_cover, 'shrub_cover', c.shrub_cover, 'shrub_cover_later', c.shrub_cover_later, 'source', c.source, 'mark', c.mark, 'cover_by', c.set_by)), '[]')::text
from said
join ccer.stratum s using (boundary_id)
left join ccer.stratum_planting n using (stratum_id)
left join ccer.stratum_cover c on c.stratum_id = s.stratum_id and s.boundary_id = @boundaryId
where n.stratum_id is not null or c.stratum_id is not null
