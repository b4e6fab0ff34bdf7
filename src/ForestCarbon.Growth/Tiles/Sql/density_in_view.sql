with found as (
    select round(p.stock_kg[@At] * 10 / v.ellipsoidal_area_m2)::int as density, v.ellipsoidal_area_m2
    from inventory.parcel_shape_v g
    join inventory.parcel_version_v v using (parcel_version_id)
    left join growth.parcel_result p on p.run_id = @RunId and p.parcel_id = v.parcel_id and p.parcel_version_id = v.parcel_version_id
    where g.geom_3857 && st_makeenvelope(@west, @south, @east, @north, 3857)
      and upper_inf(v.valid)
      and (@townships::text[] is null or v.township_code = any(@townships))
)
select (@Bounds::int[])[width_bucket(f.density, @Bounds::int[])] as step, count(*) as parcels, sum(f.ellipsoidal_area_m2) as area_m2
from found f
group by 1
order by 1 nulls last;
