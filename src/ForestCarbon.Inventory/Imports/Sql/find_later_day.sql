-- The day of the county is the newest on which a parcel changed: a few parcels of a later day move it for all of them, and the next
-- run accounts from that year on.
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en)
select i.import_id, coalesce((select max(f.finding) from inventory.import_finding f where f.import_id = i.import_id), 0) + 1,
       'later-than-county', 'warning', false,
       '资料日期 ' || i.as_of || ' 晚于全县数据的日期 ' || c.day || '，而文件只有 ' || n.features || ' 个小班（全县 ' || c.parcels
           || ' 个）：入库后全县数据的日期随之改为 ' || i.as_of || '，下一次核算从 ' || extract(year from i.as_of) || ' 年算起。若资料本是同一天的，请用 --as-of ' || c.day || '。',
       'The file is as of ' || i.as_of || ', later than the county''s data of ' || c.day || ', and holds ' || n.features || ' of its ' || c.parcels
           || ' parcels: the date of the county moves to ' || i.as_of || ', and the next run accounts from ' || extract(year from i.as_of)
           || ' on. If the data are of the same day, give --as-of ' || c.day || '.'
from inventory.import i
cross join (select max(greatest(lower(v.valid), upper(v.valid))) as day, count(*) filter (where upper_inf(v.valid)) as parcels
            from inventory.parcel_version v) c
cross join (select count(*) as features from inventory.import_feature f where f.import_id = @importId) n
where i.import_id = @importId
  and i.layer = 'forest-land'
  and i.enters_as is distinct from 'evidence'
  and i.as_of > c.day
  and n.features < c.parcels
