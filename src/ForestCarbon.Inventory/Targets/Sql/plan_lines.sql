-- Statistics of the bureau go by registered area; where a layer's features do not all have one, by ellipsoidal area, and the line says so.
-- Works count by accepted area (验收合格) up to the due date; a work counts for every target whose rule it meets, so targets are never summed.
with forest_land as (
    select sum(v.registered_area_ha) * 10000 as area_m2
    from inventory.parcel_version v
    where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
      and v.is_on_forest_land
      and (@townships::text[] is null or v.township_code = any(@townships))
), layers as (
    select f.layer as target_key,
           case when count(f.registered_area_ha) = count(*) then sum(f.registered_area_ha) * 10000 else sum(f.ellipsoidal_area_m2) end as area_m2,
           case when count(f.registered_area_ha) = count(*) then 'registered' else 'ellipsoidal' end as basis
    from inventory.layer_feature f
    where f.layer in ('public-welfare', 'natural-forest', 'carbon-base')
      and f.valid @> coalesce(@asOf::date, current_date)
      and (@townships::text[] is null or f.township_code = any(@townships))
    group by f.layer
), work_rule (target_key, kind, programme_starts) as (
    values ('xiangjiang-planting', 'planting', '湘江源'),
           ('xiangjiang-improvement', 'tending', '湘江源'),
           ('xiangjiang-improvement', 'conversion', '湘江源'),
           ('xiangjiang-closure', 'closure', '湘江源'),
           ('closure', 'closure', ''),
           ('conversion', 'conversion', ''),
           ('improvement', 'tending', '')
), accepted as materialized (
    -- Taken apart once a work. As text, year first: a file may bring anything, and what is no date is no acceptance.
    select a.kind, coalesce(a.programme, '') as programme, a.accepted_on, (a.accepted_mu #>> '{}')::numeric as accepted_mu
    from inventory.layer_feature f
    cross join lateral jsonb_to_record(f.attributes) as a (kind text, programme text, accepted_on text, accepted_mu jsonb)
    where f.layer = 'programme-work'
      and f.valid @> coalesce(@asOf::date, current_date)
      and jsonb_typeof(a.accepted_mu) = 'number'
      and a.accepted_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
      and (@townships::text[] is null or f.township_code = any(@townships))
), works as (
    select r.target_key, sum(w.accepted_mu) * 2000 / 3 as area_m2, 'accepted' as basis
    from work_rule r
    join inventory.plan_target p using (target_key)
    join accepted w
      on w.kind = r.kind
     and starts_with(w.programme, r.programme_starts)
     and w.accepted_on between '2021-01-01' and least(coalesce(to_char(p.due, 'YYYY-MM-DD'), '9999'), coalesce(to_char(@asOf::date, 'YYYY-MM-DD'), '9999'))
    group by r.target_key
), stored as (
    select 'forest-land' as target_key, area_m2, 'registered' as basis from forest_land where area_m2 is not null
    union all
    select target_key, area_m2, basis from layers
    union all
    select target_key, area_m2, basis from works where area_m2 is not null
)
select p.target_key, p.name_zh, p.name_en, p.value, p.unit, p.due, p.source, p.confidence, s.area_m2 as stored_m2, s.basis
from inventory.plan_target p
left join stored s using (target_key)
order by p.position;
