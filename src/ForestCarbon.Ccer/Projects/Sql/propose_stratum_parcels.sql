insert into ccer.stratum_parcel (boundary_id, plot, parcel_version_id, stratum_id)
select c.boundary_id, c.plot, c.parcel_version_id, s.stratum_id
from ccer.project_parcel c
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
join ccer.stratum s on s.boundary_id = c.boundary_id
     and (s.species_code, s.age_class_a, s.site_class, s.planted_year)
         is not distinct from (v.species_code, (v.mean_age_a / 5 * 5)::smallint, v.site_class::smallint, extract(year from v.planted_on)::smallint)
where c.boundary_id = @boundaryId
  and (@townships::text[] is null or v.township_code = any(@townships))
