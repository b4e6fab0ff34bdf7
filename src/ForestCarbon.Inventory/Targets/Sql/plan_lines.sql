-- Statistics of the bureau go by registered area; where a layer's features do not all have one, by ellipsoidal area, and the line says so.
with forest_land as (
    select sum(v.registered_area_ha) * 10000 as area_m2
    from inventory.parcel_version v
    where upper_inf(v.valid)
      and v.is_on_forest_land
      and (@townships::text[] is null or v.township_code = any(@townships))
), layers as (
    select f.layer as target_key,
           case when count(f.registered_area_ha) = count(*) then sum(f.registered_area_ha) * 10000 else sum(f.ellipsoidal_area_m2) end as area_m2,
           case when count(f.registered_area_ha) = count(*) then 'registered' else 'ellipsoidal' end as basis
    from inventory.layer_feature f
    where f.layer in ('public-welfare', 'natural-forest', 'carbon-base')
      and upper_inf(f.valid)
      and (@townships::text[] is null or f.township_code = any(@townships))
    group by f.layer
), stored as (
    select 'forest-land' as target_key, area_m2, 'registered' as basis from forest_land where area_m2 is not null
    union all
    select target_key, area_m2, basis from layers
)
select p.target_key, p.name_zh, p.name_en, p.value, p.unit, p.due, p.source, p.confidence, s.area_m2 as stored_m2, s.basis
from inventory.plan_target p
left join stored s using (target_key)
order by p.position;
