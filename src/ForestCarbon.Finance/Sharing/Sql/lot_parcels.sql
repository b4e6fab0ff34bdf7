-- Parcels under the first lots of an agreement within a scope, the largest part first, three of a lot. A part under 50 m² is the seam of two drawings; a lot that was
-- entered without a map has none.
with lot as materialized (
    select t.lot_code
    from finance.agreement_lot t
    where t.agreement_id = @agreementId and (@townships::text[] is null or t.township_code = any (@townships))
    order by t.village_code, t.lot_code
    limit @most
)
select l.lot_code, p.parcel_id, p.code as parcel_code, p.parcels
from lot l
join inventory.layer_feature_v f on f.layer = 'tenure-lot' and f.code = l.lot_code and upper_inf(f.valid)
cross join lateral (
    select v.parcel_id, v.code, c.m2, (count(*) over ())::int as parcels
    from inventory.parcel_shape_v s
    join inventory.parcel_current_v v using (parcel_version_id)
    cross join lateral (select inventory.ellipsoidal_area_m2(st_multi(st_collectionextract(st_intersection(f.geom, s.geom), 3))) as m2) c
    where s.geom && f.geom and st_relate(s.geom, f.geom, '2********') and c.m2 >= 50
        and (@townships::text[] is null or v.township_code = any (@townships))
    order by c.m2 desc, v.code
    limit 3
) p
order by l.lot_code, p.m2 desc, p.code
