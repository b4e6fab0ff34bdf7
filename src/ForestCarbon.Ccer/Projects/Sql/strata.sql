select s.stratum_id, s.code, s.name, s.species_code, s.age_class_a, s.site_class, s.planted_year, count(distinct c.parcel_id)::int as parcels,
       coalesce(sum(c.area_m2), 0) as area_m2, sum(c.expected_kg)::bigint as expected_kg
from ccer.stratum s
left join ccer.stratum_parcel p using (stratum_id)
left join ccer.project_parcel c on c.boundary_id = p.boundary_id and c.plot = p.plot and c.parcel_version_id = p.parcel_version_id
where s.boundary_id = @boundaryId
group by s.stratum_id
order by s.code
