select p.layers,
       sum(p.parcels)::bigint as parcels,
       sum(p.ellipsoidal_area_m2) as ellipsoidal_area_m2,
       sum(p.area_ha) as area_ha,
       sum(p.without_registered_area)::bigint as without_registered_area,
       sum(p.slivers)::bigint as slivers,
       sum(p.sliver_area_m2) as sliver_area_m2
from inventory.past_overlay_cross p
join inventory.past_overlay d using (as_of, generation)
where p.as_of = @asOf
  and (@townships::text[] is null or p.township_code = any (@townships))
group by p.layers
order by p.layers
