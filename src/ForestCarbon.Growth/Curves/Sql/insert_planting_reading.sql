-- Readings of one round are compared with each other; a round ends when two of its accounts agree.
with ended as (
    select coalesce(max(a.round), 0) as round
    from growth.planting_reading a
    join growth.planting_reading b
      on b.planting_model_id = a.planting_model_id and b.site_class = a.site_class and b.round = a.round and b.reading_id < a.reading_id
     and b.stems_per_ha = a.stems_per_ha and b.form = a.form and b.parameters = a.parameters
    where a.planting_model_id = @PlantingModelId and a.site_class = @SiteClass
)
insert into growth.planting_reading (planting_model_id, site_class, round, stems_per_ha, form, parameters, source, mark, page_sha256, read_by)
select @PlantingModelId::text, @SiteClass::smallint, e.round + 1, @StemsPerHa::integer, @Form::text, @Parameters::double precision[], @Source::text, @Mark::text,
       @pageSha256::bytea, @by::text
from ended e
on conflict (planting_model_id, site_class, round, read_by) do nothing
