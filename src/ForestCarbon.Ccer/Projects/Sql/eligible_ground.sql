-- Ground of outlines that the newest screening of a methodology (null: of any) lets pass or awaits evidence for; one row without ground where
-- there is none, no row where nothing was screened.
with newest as (
    select q.run_id from ccer.screening q
    where q.finished_at is not null and (@methodologyId::text is null or q.methodology_id = @methodologyId)
    order by q.run_id desc limit 1
), given as materialized (
    select st_multi(st_setsrid(st_geomfromwkb(g.outline), 4490)) as geom from unnest(@outlines::bytea[]) as g (outline)
)
select n.run_id, e.shared
from newest n
left join lateral (
    select st_asbinary(st_intersection(g.geom, coalesce(p.geom, s.geom))) as shared
    from given g
    join inventory.parcel_shape_v s on s.geom && g.geom
    join ccer.screening_piece p on p.run_id = n.run_id and p.parcel_version_id = s.parcel_version_id
    where (@townships::text[] is null or p.township_code = any(@townships)) and p.verdict in (0, 1) and st_relate(coalesce(p.geom, s.geom), g.geom, '2********')) e on true
