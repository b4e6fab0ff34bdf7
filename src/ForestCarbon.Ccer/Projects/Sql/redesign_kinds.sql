with said as (
    select s.stratum_id, k.*
    from jsonb_to_recordset(@kinds::jsonb) as k(
        species_code text, age_class_a smallint, site_class smallint, kind_year smallint, planting_model_id text, planted_year smallint, curve text, planting_by text,
        tree_cover numeric, shrub_cover numeric, shrub_cover_later numeric, source text, mark text, cover_by text)
    join ccer.stratum s on s.boundary_id = @boundaryId
         and (s.species_code, s.age_class_a, s.site_class, s.planted_year) is not distinct from (k.species_code, k.age_class_a, k.site_class, k.kind_year)
), planted as (
    insert into ccer.stratum_planting (stratum_id, planting_model_id, planted_year, curve, set_by)
    select q.stratum_id, q.planting_model_id, q.planted_year, q.curve, q.planting_by
    from said q
    where q.planting_model_id is not null
)
insert into ccer.stratum_cover (stratum_id, tree_cover, shrub_cover, shrub_cover_later, source, mark, set_by)
select q.stratum_id, q.tree_cover, q.shrub_cover, q.shrub_cover_later, q.source, q.mark, q.cover_by
from said q
where q.source is not null
