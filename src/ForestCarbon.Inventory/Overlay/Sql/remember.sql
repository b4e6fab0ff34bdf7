-- One statement sees one state of the data: an import stands in it with its generation and its features, or with neither. Where the
-- generation is no longer the one that was cut, or the run that cut it began on another day, whose features were others, nothing is remembered.
with newest as (
    select @generation::bigint as generation
    where (select coalesce(max(g.generation), 0) from inventory.data_generation g) = @generation
      and coalesce((select r.created_at::date from platform.job_run r where r.run_id = @runId::bigint), current_date) = current_date
), gone as (
    delete from inventory.overlay_feature o
    using newest
    where not exists (select from inventory.layer_feature f
                      where f.layer = any (@layers) and f.layer = o.layer and f.feature_id = o.feature_id and f.valid @> current_date)
), come as (
    insert into inventory.overlay_feature (layer, feature_id, box)
    select f.layer, f.feature_id, st_envelope(f.geom)
    from inventory.layer_feature f
    cross join newest
    where f.layer = any (@layers)
      and f.valid @> current_date
      and not exists (select from inventory.overlay_feature o where o.layer = f.layer and o.feature_id = f.feature_id)
)
insert into inventory.overlay_state (generation)
select generation from newest
on conflict (is_the_one) do update set generation = excluded.generation, made_at = now()
