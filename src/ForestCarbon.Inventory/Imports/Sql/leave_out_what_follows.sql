-- A file that lies off as a whole overlaps, leaves gaps and crosses borders all over: that follows from the one cause, which is told. What its own rows
-- do among themselves stays.
with gone as (
    delete from inventory.import_finding n
    where n.import_id = @importId
      and exists (select from inventory.import_finding o where o.import_id = @importId and o.kind = 'gcj02-offset')
      and n.row_no is not null
      and (n.kind in ('township-ground', 'across-township-border', 'outside-county', 'across-county-border')
           or (n.kind in ('overlap', 'gap')
               and coalesce(n.other_subject, '') not in (select f.code from inventory.import_feature f where f.import_id = @importId and f.code is not null)))
    returning n.finding
)
update inventory.import_finding n
set message = n.message || '由此而来的与库中图形的重叠、缝隙和越界 ' || g.findings || ' 处不再列出。',
    message_en = n.message_en || ' Overlaps and gaps with what is stored and crossed borders, ' || g.findings || ' in all, follow from it and are not listed.'
from (select count(*) as findings from gone) g
where n.import_id = @importId
  and n.kind = 'gcj02-offset'
  and g.findings > 0
