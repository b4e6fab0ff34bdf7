-- A key under which nothing is accounted has null tonnes: 未计 is not 0. Land without trees is accounted as 0.
with totals as (
    select t.key,
           sum(t.stock_kg[@year::int - r.first_year + 1])::bigint as stock_kg,
           sum(t.stock_kg[@incrementYear::int - r.first_year + 1] - t.stock_kg[@incrementYear::int - r.first_year])::bigint as increment_kg,
           sum(t.parcels[1] + t.parcels[2] + t.parcels[3] + t.parcels[4])::int as parcels,
           sum(t.parcels[1] + t.parcels[2]) as with_tonnes,
           sum(t.area_m2[1] + t.area_m2[2] + t.area_m2[3] + t.area_m2[4]) as area_m2,
           sum(t.area_m2[1]) as accounted_area_m2, sum(t.area_m2[2]) as treeless_area_m2,
           sum(t.area_m2[3]) as not_accounted_area_m2, sum(t.area_m2[4]) as failed_area_m2
    from growth.township_total_v t
    join growth.run_v r using (run_id)
    where t.run_id = @runId
      and t.dimension = @dimension
      and (@townships::text[] is null or t.township_code = any(@townships))
    group by t.key
), named as (
    select 'species_group' as dimension, c.code as key, c.name_zh, c.name_en from inventory.code_v c where c.list = 'species-group'
    union all
    select 'age_group', c.code, c.name_zh, c.name_en from inventory.code_v c where c.list = 'age-group'
    union all
    select 'forest_category', c.code, c.name_zh, c.name_en from inventory.code_v c where c.list = 'forest-category'
    union all
    select 'programme', c.code, c.name_zh, c.name_en from inventory.code_v c where c.list = 'programme'
    union all
    select 'land_class', c.code, c.name_zh, c.name_en from inventory.code_v c where c.list = 'land-class'
    union all
    select 'township', p.township_code, p.name_zh, p.name_en from inventory.township_v p
    union all
    select 'county', y.county_code, y.name_zh, y.name_en from inventory.county_v y
)
select t.key,
       case when t.key = 'none' then '未填' else coalesce(n.name_zh, t.key) end as name_zh,
       case when t.key = 'none' then 'not given' else coalesce(n.name_en, t.key) end as name_en,
       case when t.with_tonnes > 0 then t.stock_kg end as stock_kg,
       case when t.with_tonnes > 0 then t.increment_kg end as increment_kg,
       t.parcels, t.area_m2, t.accounted_area_m2, t.treeless_area_m2, t.not_accounted_area_m2, t.failed_area_m2
from totals t
left join named n on n.dimension = @dimension and n.key = t.key
order by t.key = 'none', t.key collate "C";
