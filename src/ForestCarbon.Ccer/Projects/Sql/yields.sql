select v.species_code, n.name_zh, n.name_en, count(distinct c.parcel_id)::int as parcels, sum(c.area_m2) as area_m2,
       coalesce(sum(c.area_m2) filter (where c.expected_kg is not null), 0) as known_m2, sum(c.expected_kg)::bigint as expected_kg,
       case when bool_and(c.expected_years is not null) filter (where c.expected_kg is not null) then round(sum(c.expected_kg / c.expected_years::numeric), 3) end as expected_kg_a
from ccer.project_parcel c
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
left join inventory.code_v n on n.list = 'species' and n.code = v.species_code
where c.boundary_id = @boundaryId
  and (@townships::text[] is null or v.township_code = any(@townships))
group by v.species_code, n.name_zh, n.name_en
order by area_m2 desc
