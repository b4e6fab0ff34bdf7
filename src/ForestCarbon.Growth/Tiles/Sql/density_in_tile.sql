-- The same outlines as the inventory's own tiles, so that both show the same parcels.
with visible as (
    select v.parcel_id,
           round(p.stock_kg[@At] * 10 / v.ellipsoidal_area_m2)::int as density,
           case when @Z >= 14 then v.subcompartment end as label,
           o.geom
    from inventory.parcel_outlines_in_tile(@Z, @X, @Y) o
    join inventory.parcel_version_v v using (parcel_version_id)
    left join growth.parcel_result p on p.run_id = @RunId and p.parcel_id = v.parcel_id and p.parcel_version_id = v.parcel_version_id
    where upper_inf(v.valid)
      and v.ellipsoidal_area_m2 >= inventory.least_drawn_area_m2(@Z)
      and (@townships::text[] is null or v.township_code = any(@townships))
)
select st_asmvt(visible, 'parcels', 4096, 'geom', 'parcel_id')
from visible
where geom is not null;
