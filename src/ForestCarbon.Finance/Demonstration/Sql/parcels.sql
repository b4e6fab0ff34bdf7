select p.code, p.village_code, v.name_zh as village_name, round(p.ellipsoidal_area_m2::numeric * 3 / 2000, 4) as mapped_mu
from inventory.village_v v
join lateral (
    select x.code, x.village_code, x.ellipsoidal_area_m2
    from inventory.parcel_current_v x
    where x.village_code = v.village_code and x.forest_category in ('11', '12') and (@townships::text[] is null or x.township_code = any (@townships))
    order by x.code
    limit 60
) p on true
where v.village_code = any (@villages)
order by p.code
