select st_xmin(e.box) as west, st_ymin(e.box) as south, st_xmax(e.box) as east, st_ymax(e.box) as north
from (
    select st_extent(t.geom_3857) as box
    from inventory.township t
    where @townships::text[] is null or t.township_code = any(@townships)
) e
where e.box is not null;
