-- Planting models on their site classes, the mix in words: 480:4 is 4木荷.
select m.*, mix.species_mix_zh, mix.species_mix_en
from growth.planting_model_v m
cross join lateral (
    select string_agg(tenths || coalesce(c.name_zh, parts.code), ' ' order by nth) as species_mix_zh,
           string_agg(tenths || ' ' || coalesce(c.name_en, parts.code), ', ' order by nth) as species_mix_en
    from (
        select split_part(part, ':', 1) as code, split_part(part, ':', 2) as tenths, nth
        from string_to_table(m.species_mix, ',') with ordinality as p(part, nth)
    ) parts
    left join inventory.code_v c on c.list = 'species' and c.code = parts.code
) mix
where @plantingModelId::text is null or m.planting_model_id = @plantingModelId
order by m.planting_model_id, m.site_class;
