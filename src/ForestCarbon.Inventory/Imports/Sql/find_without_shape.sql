insert into inventory.import_finding (import_id, finding, row_no, kind, severity, blocks, subject, message, message_en)
select f.import_id,
       row_number() over (order by f.row_no) + coalesce((select max(finding) from inventory.import_finding where import_id = @importId), 0),
       f.row_no, 'no-such-parcel', 'error', true, f.code,
       f.code || '（第 ' || f.row_no || ' 行）在库中没有：属性表只能改已有的小班，新小班要有图形。',
       f.code || ' (row ' || f.row_no || ') is not stored: a table of attributes changes existing parcels only, a new one needs a shape.'
from inventory.import_feature f
where f.import_id = @importId
  and f.geom is null
  and f.code is not null
  -- whether a parcel of another township is stored is no answer to who may not see it
  and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.kind = 'outside-scope' and n.row_no is not null)
