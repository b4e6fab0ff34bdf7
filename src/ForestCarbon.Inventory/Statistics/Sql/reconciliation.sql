-- Registered area against ellipsoidal area, by village, township or county; a parcel without a registered area stands apart and is
-- in neither difference.
with parcel as (
    select case @level when 'village' then v.village_code when 'township' then v.township_code else left(v.code, 6) end as key,
           v.registered_area_ha, v.ellipsoidal_area_m2, v.registered_area_inferred
    from inventory.parcel_version v
    where v.valid @> @asOf::date
      and (@townships::text[] is null or v.township_code = any (@townships))
)
select p.key,
       coalesce(c.name_zh, t.name_zh, w.name_zh) as name_zh,
       coalesce(c.name_en, t.name_en, w.name_en) as name_en,
       count(*) as parcels,
       coalesce(sum(p.registered_area_ha), 0) as registered_area_ha,
       coalesce(sum(p.ellipsoidal_area_m2) filter (where p.registered_area_ha is not null), 0) as ellipsoidal_area_m2,
       count(*) filter (where p.registered_area_ha is null) as without_registered,
       coalesce(sum(p.ellipsoidal_area_m2) filter (where p.registered_area_ha is null), 0) as without_registered_m2,
       count(*) filter (where p.registered_area_inferred) as inferred,
       count(*) filter (where abs(p.registered_area_ha - p.ellipsoidal_area_m2 / 10000) > greatest(@ha, @share * p.ellipsoidal_area_m2 / 10000)) as apart
from parcel p
left join inventory.county c on @level = 'county' and c.county_code = p.key
left join inventory.township t on @level = 'township' and t.township_code = p.key
left join inventory.village w on @level = 'village' and w.village_code = p.key
group by p.key, c.name_zh, c.name_en, t.name_zh, t.name_en, w.name_zh, w.name_en
order by p.key
