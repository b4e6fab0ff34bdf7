-- Points spread over the county by a fixed scatter of the ids: the same tiles each time.
select st_x(p.point) as x, st_y(p.point) as y
from (
    select st_pointonsurface(s.geom_3857) as point, hashint8(s.parcel_version_id) as scatter
    from inventory.parcel_shape s
    order by scatter
    limit @points
) p
order by p.scatter;
