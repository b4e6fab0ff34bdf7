insert into ccer.parameter (methodology_id, param_key, species, value, unit, name_zh, name_en, used_by, source, mark, entered_by)
select given.methodology_id, given.param_key, given.species, given.value, given.unit, given.name_zh, given.name_en, given.used_by, given.source, given.mark, @by
from unnest(@methodologies::text[], @keys::text[], @species::text[], @values::numeric[], @units::text[], @namesZh::text[], @namesEn::text[],
            @usedBy::text[], @sources::text[], @marks::text[])
     as given (methodology_id, param_key, species, value, unit, name_zh, name_en, used_by, source, mark)
on conflict do nothing
