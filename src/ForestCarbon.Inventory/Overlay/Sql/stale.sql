-- Parcels that were never cut, and those where a feature came or went since.
with changed as (
    select f.geom as box
    from inventory.layer_feature f
    where f.layer = any (@layers)
      and upper_inf(f.valid)
      and not exists (select from inventory.overlay_feature o where o.layer = f.layer and o.feature_id = f.feature_id)
    union all
    select o.box
    from inventory.overlay_feature o
    where not exists (select from inventory.layer_feature f where f.layer = o.layer and f.feature_id = o.feature_id and upper_inf(f.valid))
)
select v.parcel_version_id
from inventory.parcel_version v
where upper_inf(v.valid)
  and not exists (select from inventory.parcel_overlay p where p.parcel_version_id = v.parcel_version_id)
union
select v.parcel_version_id
from changed c
join inventory.parcel_shape s on s.geom && c.box
join inventory.parcel_version v using (parcel_version_id)
where upper_inf(v.valid)
