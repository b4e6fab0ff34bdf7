-- Only rows that differ are written: a second start leaves no audit row of a change that was none.
insert into inventory.code as known (list, code, name_zh, name_en, means, source, confidence)
select given.*
from unnest(@lists::text[], @codes::text[], @namesZh::text[], @namesEn::text[], @means::text[], @sources::text[], @confidences::text[])
     as given (list, code, name_zh, name_en, means, source, confidence)
on conflict (list, code) do update
set name_zh = excluded.name_zh,
    name_en = excluded.name_en,
    means = excluded.means,
    source = excluded.source,
    confidence = excluded.confidence
where (known.name_zh, known.name_en, known.means, known.source, known.confidence)
      is distinct from (excluded.name_zh, excluded.name_en, excluded.means, excluded.source, excluded.confidence)
