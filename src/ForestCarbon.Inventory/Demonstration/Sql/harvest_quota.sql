-- Invented: a quota somewhat above what the invented permits take in a year.
insert into inventory.harvest_quota (county_code, year, item, quota_m3, source, confidence)
select '431125', y.year, i.item, i.quota_m3, '演示数据（虚构）', '?'
from generate_series(2021, 2030) as y (year)
cross join (values ('人工商品林主伐', 110000.0), ('抚育采伐', 28000.0), ('其他采伐', 9000.0)) as i (item, quota_m3)
