-- How many features a layer has on a day (null: now) in the scope, and their areas; features of a layer may lie over one another. The registered
-- area is null where a feature has none: a sum with gaps is no sum.
select f.layer, count(*) as features, sum(f.ellipsoidal_area_m2) as area_m2,
       case when count(f.registered_area_ha) = count(*) then sum(f.registered_area_ha) end as registered_area_ha
from inventory.layer_feature f
where f.valid @> coalesce(@asOf::date, current_date)
  and (@townships::text[] is null or inventory.touches_townships(f, @townships))
group by f.layer
