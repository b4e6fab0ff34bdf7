with totals as (
    select case @dimension
               when 'township' then v.township_code
               when 'species_group' then coalesce(s.means, 'none')
               when 'age_group' then coalesce(v.age_group::text, 'none')
               when 'forest_category' then coalesce(v.forest_category, 'none')
               when 'land_class' then v.land_class
           end as key,
           count(*) as parcels,
           sum(v.ellipsoidal_area_m2) as ellipsoidal_area_m2,
           case when count(v.registered_area_ha) = count(*) then sum(v.registered_area_ha) end as registered_area_ha
    from inventory.parcel_shape g
    join inventory.parcel_version v using (parcel_version_id)
    left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
    where g.geom_3857 && st_makeenvelope(@West, @South, @East, @North, 3857)
      and case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
      and (@townships::text[] is null or v.township_code = any(@townships))
    group by 1
), named as (
    select replace(c.list, '-', '_') as dimension, c.code as key, c.name_zh, c.name_en
    from inventory.code c
    where c.list in ('species-group', 'age-group', 'forest-category', 'land-class')
    union all
    select 'township', t.township_code, t.name_zh, t.name_en from inventory.township t
)
select t.key,
       case when t.key = 'none' then '未填' else coalesce(n.name_zh, t.key) end as name_zh,
       case when t.key = 'none' then 'not given' else coalesce(n.name_en, t.key) end as name_en,
       t.parcels, t.ellipsoidal_area_m2, t.registered_area_ha
from totals t
left join named n on n.dimension = @dimension and n.key = t.key
order by t.key = 'none', t.key collate "C";
