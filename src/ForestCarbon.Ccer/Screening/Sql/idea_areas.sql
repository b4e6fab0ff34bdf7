-- Plantable: no condition failed, and nothing is planted there, with a date or without (256).
select coalesce(sum(p.area_m2) filter (where p.verdict < 2 and not p.is_planted and p.flags & 256 = 0), 0) as plantable_m2,
       coalesce(sum(p.area_m2) filter (where p.verdict = 0 and not p.is_planted and p.flags & 256 = 0), 0) as plantable_pass_m2,
       (sum(p.expected_kg) filter (where p.verdict < 2 and not p.is_planted and p.flags & 256 = 0))::bigint as plantable_kg,
       coalesce(sum(p.area_m2) filter (where p.flags & 16 <> 0), 0) as base_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 16 <> 0 and p.verdict < 2), 0) as base_usable_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 64 <> 0), 0) as planted_young_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 12 <> 0 and p.flags & 32 <> 0), 0) as welfare_or_natural_m2,
       coalesce(sum(p.area_m2) filter (where p.flags & 32 <> 0), 0) as forest_m2
from ccer.screening_piece p
where p.run_id = @RunId
  and (@townships::text[] is null or p.township_code = any(@townships))
