select t.name_zh, t.name_en, t.kind = 'listed_apart' as is_listed_apart
from inventory.township t
where st_intersects(t.geom_3857, st_setsrid(st_makepoint(@x, @y), 3857))
  and (@townships::text[] is null or t.township_code = any(@townships))
order by t.township_code
limit 1;
