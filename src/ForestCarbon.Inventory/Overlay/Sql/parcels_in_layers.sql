-- Parcels with ground in all the layers asked for, or, exactly, in these and no other; largest ground first, with the sums over all of them.
with piece as (
    select v.parcel_id, v.code, sum(p.ellipsoidal_area_m2) as ellipsoidal_area_m2, sum(p.area_ha) as area_ha
    from inventory.parcel_overlay p
    join inventory.parcel_version v using (parcel_version_id)
    where upper_inf(v.valid)
      and case when @isExact then p.layers = @layers::text[] else p.layers @> @layers::text[] end
      and (@townships::text[] is null or v.township_code = any (@townships))
    group by v.parcel_id, v.code
)
select p.parcel_id, p.code, p.ellipsoidal_area_m2, p.area_ha, count(*) over () as all_parcels,
       sum(p.ellipsoidal_area_m2) over () as all_ellipsoidal_area_m2, sum(p.area_ha) over () as all_area_ha
from piece p
order by p.ellipsoidal_area_m2 desc, p.code collate "C"
limit @limit offset @offset
