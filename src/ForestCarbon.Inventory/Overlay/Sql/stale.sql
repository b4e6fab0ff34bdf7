-- Versions without pieces, pieces without an open version, and the versions where a feature came or went since.
with changed as (
    select f.geom as box
    from inventory.layer_feature f
    where f.layer = any (@layers)
      and f.valid @> current_date
      and not exists (select from inventory.overlay_feature o where o.layer = f.layer and o.feature_id = f.feature_id)
    union all
    select o.box
    from inventory.overlay_feature o
    where not exists (select from inventory.layer_feature f
                      where f.layer = any (@layers) and f.layer = o.layer and f.feature_id = o.feature_id and f.valid @> current_date)
)
select parcel_version_id, open.parcel_version_id is not null as is_open
from (select v.parcel_version_id from inventory.parcel_version v where upper_inf(v.valid)) open
full join (select distinct p.parcel_version_id from inventory.parcel_overlay p) cut using (parcel_version_id)
where open.parcel_version_id is null
   or cut.parcel_version_id is null
union
select v.parcel_version_id, true
from changed c
join inventory.parcel_shape s on s.geom && c.box
join inventory.parcel_version v using (parcel_version_id)
where upper_inf(v.valid)
