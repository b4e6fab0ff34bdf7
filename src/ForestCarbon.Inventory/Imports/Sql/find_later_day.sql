-- A few parcels of a later day do not move the county: its pages go on naming the day of most parcels, and say how many are from later
-- (county_days.sql). But a run is as of the newest day on which a parcel changed, and accounts from that year on.
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en)
select i.import_id, coalesce((select max(f.finding) from inventory.import_finding f where f.import_id = i.import_id), 0) + 1,
       'later-than-county', 'warning', false,
       '资料日期 ' || i.as_of || ' 晚于全县数据的日期 ' || m.day || '，而文件只有 ' || n.features || ' 个小班（' || case when i.townships is null then '全县 ' else '您的乡镇 ' end || c.parcels
           || ' 个）：入库后变过的小班至 ' || i.as_of || '，其余仍至 ' || m.day || '；下一次核算用 ' || i.as_of || ' 的数据，从 ' || extract(year from i.as_of)
           || ' 年算起。' || m.day || ' 的小班已在库中，同日的资料不能再改它：若这是对那一天资料的更正，请先撤销那次导入，改正后整份重导；撤销不了的，以更正之日为资料日期。',
       'The file is as of ' || i.as_of || ', later than the county''s data of ' || m.day || ', and holds ' || n.features || ' of ' || case when i.townships is null then 'its ' else 'your townships'' ' end || c.parcels
           || ' parcels: those that change will be as of ' || i.as_of || ', the others stay as of ' || m.day || '; the next run takes the data of ' || i.as_of
           || ' and accounts from ' || extract(year from i.as_of) || ' on. Parcels as of ' || m.day || ' are stored and data of the same day do not change them: if this corrects the data of that day, take that import back and import the '
           || 'corrected whole; where it cannot be taken back, give the day of the correction as the date.'
from inventory.import i
-- whoever sees some townships is told the number of theirs
cross join lateral (select max(greatest(lower(v.valid), upper(v.valid))) as day, count(*) filter (where upper_inf(v.valid)) as county_parcels,
                           count(*) filter (where upper_inf(v.valid) and (i.townships is null or v.township_code = any (i.townships))) as parcels
                    from inventory.parcel_version v) c
cross join (select lower(v.valid) as day from inventory.parcel_version v where upper_inf(v.valid) group by lower(v.valid) order by count(*) desc, lower(v.valid) desc limit 1) m
cross join (select @features::bigint as features) n
where i.import_id = @importId
  and i.layer = 'forest-land'
  and i.enters_as is distinct from 'evidence'
  and i.as_of > c.day
  and n.features < c.county_parcels
