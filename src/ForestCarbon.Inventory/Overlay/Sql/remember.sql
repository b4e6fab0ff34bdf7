with gone as (
    delete from inventory.overlay_feature o
    where not exists (select from inventory.layer_feature f
                      where f.layer = any (@layers) and f.layer = o.layer and f.feature_id = o.feature_id and upper_inf(f.valid))
), come as (
    insert into inventory.overlay_feature (layer, feature_id, box)
    select f.layer, f.feature_id, st_envelope(f.geom)
    from inventory.layer_feature f
    where f.layer = any (@layers)
      and upper_inf(f.valid)
      and not exists (select from inventory.overlay_feature o where o.layer = f.layer and o.feature_id = f.feature_id)
)
insert into inventory.overlay_state (generation)
values (@generation)
on conflict (is_the_one) do update set generation = excluded.generation, made_at = now()
