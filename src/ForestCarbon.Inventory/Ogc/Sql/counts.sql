-- How much each layer holds now. Features of a township are counted by the index of what stands open; only those that name none are looked at.
select 'forest-land' as layer, count(*) as features
from inventory.parcel_version v
where upper_inf(v.valid)
  and (@townships::text[] is null or v.township_code = any (@townships))
union all
select f.layer, count(*)
from inventory.layer_feature f
where upper_inf(f.valid)
  and (@townships::text[] is null or f.township_code = any (@townships))
group by f.layer
union all
select f.layer, count(*)
from inventory.layer_feature f
where upper_inf(f.valid)
  and f.township_code is null
  and @townships::text[] is not null
  and inventory.touches_townships(f, @townships)
group by f.layer
union all
-- Features with a known end that has not come.
select f.layer, count(*)
from inventory.layer_feature f
where not upper_inf(f.valid)
  and upper(f.valid) > current_date
  and lower(f.valid) <= current_date
  and (@townships::text[] is null or inventory.touches_townships(f, @townships))
group by f.layer
union all
select 'township', count(*) from inventory.township t where @townships::text[] is null or t.township_code = any (@townships)
union all
select 'village', count(*) from inventory.village v where @townships::text[] is null or v.township_code = any (@townships)
