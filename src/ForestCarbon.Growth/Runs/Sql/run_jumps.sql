select j.kind, j.key, coalesce(c.name_zh, t.name_zh, y.name_zh, j.key) as name_zh, coalesce(c.name_en, t.name_en, y.name_en, j.key) as name_en,
       j.year, j.before_value, j.after_value, j.percent, j.threshold_percent
from growth.run_jump j
left join inventory.code_v c on j.kind = 'class_area' and c.list = 'land-class' and c.code = j.key
left join inventory.township_v t on j.kind = 'township_increment' and t.township_code = j.key
left join inventory.county_v y on j.kind = 'county_stock' and y.county_code = j.key
where j.run_id = @runId
  and (@townships::text[] is null or j.kind = 'township_increment' and j.key = any(@townships))
order by case j.kind when 'county_stock' then 0 when 'township_increment' then 1 else 2 end, j.key collate "C";
