select 'township' as kind, t.name_zh, t.name_en, t.kind = 'listed_apart' as is_listed_apart, st_x(p.inside) as x, st_y(p.inside) as y
from inventory.township t
cross join lateral (select st_pointonsurface(t.geom_3857) as inside) p
where @townships::text[] is null or t.township_code = any(@townships)
union all
select 'village', w.name_zh, w.name_en, false, st_x(p.inside), st_y(p.inside)
from inventory.village w
cross join lateral (select st_pointonsurface(w.geom_3857) as inside) p
where @townships::text[] is null or w.township_code = any(@townships);
