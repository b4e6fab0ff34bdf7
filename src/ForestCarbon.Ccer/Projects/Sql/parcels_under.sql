-- Every parcel under a plot, with the ground they share as geometry: its area is taken by the caller.
with given as materialized (
    select g.plot::int as plot, st_multi(st_setsrid(st_geomfromwkb(g.outline), 4490)) as geom
    from unnest(@outlines::bytea[]) with ordinality as g (outline, plot)
)
select g.plot, v.parcel_id, v.parcel_version_id, st_asbinary(st_intersection(g.geom, s.geom)) as shared
from given g
join inventory.parcel_shape_v s on s.geom && g.geom and st_relate(s.geom, g.geom, '2********')
join inventory.parcel_current_v v using (parcel_version_id)
where @townships::text[] is null or v.township_code = any(@townships)
order by g.plot, v.parcel_version_id
