-- Plantable: nothing is planted there, with a date or without (256). The figures have the names parcels.sql gives their pieces.
select p.verdict,
       coalesce(sum(p.area_m2) filter (where not p.is_planted and p.flags & 256 = 0), 0) as plantable_m2,
       (sum(p.expected_kg) filter (where not p.is_planted and p.flags & 256 = 0))::bigint as plantable_kg,
       coalesce(sum(p.area_m2) filter (where p.flags & 16 <> 0), 0) as base_m2,
       (sum(p.expected_kg) filter (where p.flags & 16 <> 0))::bigint as base_kg,
       coalesce(sum(p.area_m2) filter (where p.flags & 64 <> 0), 0) as planted_young_m2,
       (sum(p.expected_kg) filter (where p.flags & 64 <> 0))::bigint as planted_young_kg,
       coalesce(sum(p.area_m2) filter (where p.flags & 12 <> 0 and p.flags & 32 <> 0), 0) as welfare_or_natural_m2
from ccer.screening_piece p
where p.run_id = @RunId
  and (@townships::text[] is null or p.township_code = any(@townships))
group by p.verdict
