-- Registered area against ellipsoidal area, by village, township or county; a parcel without a registered area stands apart and is
-- in neither difference.
with parcel as (
    select case @level when 'village' then v.village_code when 'township' then v.township_code else left(v.code, 6) end as key,
           v.registered_area_ha, v.ellipsoidal_area_m2, v.registered_area_inferred
    from inventory.parcel_version v
    where v.valid @> @asOf::date
      and (@townships::text[] is null or v.township_code = any (@townships))
), summed as (
    select p.key,
           count(*) as parcels,
           coalesce(sum(p.registered_area_ha), 0) as registered_area_ha,
           coalesce(sum(p.ellipsoidal_area_m2) filter (where p.registered_area_ha is not null), 0) as ellipsoidal_area_m2,
           count(*) filter (where p.registered_area_ha is null) as without_registered,
           coalesce(sum(p.ellipsoidal_area_m2) filter (where p.registered_area_ha is null), 0) as without_registered_m2,
           count(*) filter (where p.registered_area_inferred) as inferred,
           count(*) filter (where abs(p.registered_area_ha - p.ellipsoidal_area_m2 / 10000) > greatest(@ha, @share * p.ellipsoidal_area_m2 / 10000)) as apart
    from parcel p
    group by p.key
)
select s.key,
       coalesce(c.name_zh, t.name_zh, w.name_zh) as name_zh,
       coalesce(c.name_en, t.name_en, w.name_en) as name_en,
       s.parcels, s.registered_area_ha, s.ellipsoidal_area_m2, s.without_registered, s.without_registered_m2, s.inferred, s.apart
from summed s
left join inventory.county c on @level = 'county' and c.county_code = s.key
left join inventory.township t on @level = 'township' and t.township_code = s.key
left join inventory.village w on @level = 'village' and w.village_code = s.key
order by s.key
