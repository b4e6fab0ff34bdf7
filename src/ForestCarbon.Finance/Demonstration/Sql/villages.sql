-- The four villages with most public-welfare forest, at least ten parcels each.
select v.village_code, v.name_zh
from inventory.village_v v
join lateral (
    select count(*) as parcels
    from inventory.parcel_current_v p
    where p.village_code = v.village_code and p.forest_category in ('11', '12') and (@townships::text[] is null or p.township_code = any (@townships))
) n on n.parcels >= 10
order by n.parcels desc, v.village_code
limit 4
