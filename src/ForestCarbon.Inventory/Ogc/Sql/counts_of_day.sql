-- How much each layer held on a day. Townships and villages have no history: they count as they are now.
select 'forest-land' as layer, count(*) as features
from inventory.parcel_version v
where v.valid @> @asOf::date
  and (@townships::text[] is null or v.township_code = any (@townships))
union all
select f.layer, count(*)
from inventory.layer_feature f
where f.valid @> @asOf::date
  and (@townships::text[] is null or inventory.touches_townships(f, @townships))
group by f.layer
union all
select 'township', count(*) from inventory.township t where @townships::text[] is null or t.township_code = any (@townships)
union all
select 'village', count(*) from inventory.village v where @townships::text[] is null or v.township_code = any (@townships)
