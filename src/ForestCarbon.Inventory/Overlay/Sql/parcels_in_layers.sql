-- Parcels with ground in all the layers asked for, or, exactly, in these and no other, with the sums over all of them: largest ground first, or
-- those first whose registered area differs most from the ellipsoidal one.
with piece as (
    select v.parcel_id, v.code, v.registered_area_ha as parcel_area_ha, v.ellipsoidal_area_m2 as parcel_ellipsoidal_area_m2,
           sum(p.ellipsoidal_area_m2) as ellipsoidal_area_m2, sum(p.area_ha) as area_ha
    from inventory.parcel_overlay p
    join inventory.parcel_version v using (parcel_version_id)
    where upper_inf(v.valid)
      and case when @isExact then p.layers = @layers::text[] else p.layers @> @layers::text[] end
      and (@townships::text[] is null or v.township_code = any (@townships))
    group by v.parcel_id, v.code, v.registered_area_ha, v.ellipsoidal_area_m2
), differing as (
    select p.*, p.area_ha * 10000 - p.ellipsoidal_area_m2 as difference_m2
    from piece p
)
select d.parcel_id, d.code, d.parcel_area_ha, d.parcel_ellipsoidal_area_m2, d.ellipsoidal_area_m2, d.area_ha, d.difference_m2,
       count(*) over () as all_parcels, sum(d.ellipsoidal_area_m2) over () as all_ellipsoidal_area_m2, sum(d.area_ha) over () as all_area_ha,
       count(*) filter (where d.difference_m2 > 0) over () as larger_parcels,
       coalesce(sum(d.difference_m2) filter (where d.difference_m2 > 0) over (), 0) as larger_m2,
       count(*) filter (where d.difference_m2 < 0) over () as smaller_parcels,
       coalesce(sum(d.difference_m2) filter (where d.difference_m2 < 0) over (), 0) as smaller_m2,
       count(*) filter (where d.area_ha is null) over () as without_registered_area
from differing d
order by case when @byDifference then abs(d.difference_m2) end desc nulls last, d.ellipsoidal_area_m2 desc, d.code collate "C"
limit @limit offset @offset
