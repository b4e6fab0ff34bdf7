-- What the parcels of a date can be narrowed to: every value that one of them has. The parcels are read once for all dimensions, and only
-- their different combinations are taken apart.
with combination as (
    select distinct v.township_code, left(v.species_code, 3) as species, v.age_group, v.forest_category, v.land_class
    from inventory.parcel_version v
    where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
      and (@townships::text[] is null or v.township_code = any (@townships))
), present as (
    select distinct k.dimension, k.key
    from combination c
    left join inventory.code s on s.list = 'species' and s.code = c.species
    cross join lateral (values ('township', c.township_code), ('species_group', coalesce(s.means, 'none')), ('age_group', coalesce(c.age_group::text, 'none')),
                               ('forest_category', coalesce(c.forest_category, 'none')), ('land_class', c.land_class)) as k (dimension, key)
), named as (
    select replace(c.list, '-', '_') as dimension, c.code as key, c.name_zh, c.name_en
    from inventory.code c
    where c.list in ('species-group', 'age-group', 'forest-category', 'land-class')
    union all
    select 'township', t.township_code, t.name_zh, t.name_en from inventory.township t
)
select p.dimension, p.key,
       case when p.key = 'none' then '未填' else coalesce(n.name_zh, p.key) end as name_zh,
       case when p.key = 'none' then 'not given' else coalesce(n.name_en, p.key) end as name_en
from present p
left join named n using (dimension, key)
order by p.dimension, p.key = 'none', p.key collate "C";
