select p.parcel_id, p.code, p.village_code, round(p.ellipsoidal_area_m2::numeric * 3 / 2000, 4) as mapped_mu
from inventory.parcel_current_v p
where p.code = any (@codes) and (@townships::text[] is null or p.township_code = any (@townships))
