with current as (
    select f.layer, f.feature_id, st_envelope(f.geom) as box
    from inventory.layer_feature f
    where f.layer = any (@layers)
      and upper_inf(f.valid)
), gone as (
    delete from inventory.overlay_feature o
    where not exists (select from current c where c.layer = o.layer and c.feature_id = o.feature_id)
), come as (
    insert into inventory.overlay_feature (layer, feature_id, box)
    select c.layer, c.feature_id, c.box
    from current c
    where not exists (select from inventory.overlay_feature o where o.layer = c.layer and o.feature_id = c.feature_id)
)
insert into inventory.overlay_state (generation)
values (@generation)
on conflict (is_the_one) do update set generation = excluded.generation, made_at = now()
