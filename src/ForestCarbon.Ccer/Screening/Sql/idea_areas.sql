-- Plantable: nothing is planted there, with a date or without (256). The figures have the names parcels.sql gives their pieces. What a year
-- brings is added up piece by piece, each over the years its figure covers.
select p.verdict,
       coalesce(sum(p.area_m2) filter (where not p.is_planted and p.flags & 256 = 0), 0) as plantable_m2,
       (sum(p.expected_kg) filter (where not p.is_planted and p.flags & 256 = 0))::bigint as plantable_kg,
       round(sum(p.expected_kg / y.covered::numeric) filter (where not p.is_planted and p.flags & 256 = 0))::bigint as plantable_kg_a,
       coalesce(sum(p.area_m2) filter (where p.flags & 16 <> 0), 0) as base_m2,
       (sum(p.expected_kg) filter (where p.flags & 16 <> 0))::bigint as base_kg,
       round(sum(p.expected_kg / y.covered::numeric) filter (where p.flags & 16 <> 0))::bigint as base_kg_a,
       coalesce(sum(p.area_m2) filter (where p.flags & 64 <> 0), 0) as planted_young_m2,
       (sum(p.expected_kg) filter (where p.flags & 64 <> 0))::bigint as planted_young_kg,
       round(sum(p.expected_kg / y.covered::numeric) filter (where p.flags & 64 <> 0))::bigint as planted_young_kg_a,
       coalesce(sum(p.area_m2) filter (where p.flags & 12 <> 0 and p.flags & 32 <> 0), 0) as welfare_or_natural_m2
from ccer.screening_piece p
join ccer.screening r using (run_id)
left join growth.run_v g on g.run_id = r.accounting_run
cross join lateral (select ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as covered) y
where p.run_id = @RunId
  and (@townships::text[] is null or p.township_code = any(@townships))
group by p.verdict
