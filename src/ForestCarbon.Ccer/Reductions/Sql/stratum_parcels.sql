-- The ground of each stratum by parcel version, with what the inventory says of it: of the whole project, for a part of it would be another figure.
select s.stratum_id, s.code as stratum_code, s.name as stratum_name, s.site_class as stratum_site_class, n.planting_model_id, n.planted_year, n.curve,
       v.parcel_id, v.parcel_version_id, v.code as parcel_code, sum(c.area_m2) as area_m2, v.land_class, v.forest_purpose, v.species_code, p.name_zh as species_name, v.origin,
       v.age_group, v.mean_age_a, v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme, lower(v.valid) as valid_from, v.planted_on
from ccer.stratum s
join ccer.stratum_parcel m using (stratum_id)
join ccer.project_parcel c on c.boundary_id = m.boundary_id and c.plot = m.plot and c.parcel_version_id = m.parcel_version_id
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
left join inventory.code_v p on p.list = 'species' and p.code = left(v.species_code, 3)
left join ccer.stratum_planting n on n.stratum_id = s.stratum_id
where s.boundary_id = @boundaryId
  and (@townships::text[] is null or exists (
      select from ccer.project_boundary b join ccer.project_v p using (project_id) where b.boundary_id = s.boundary_id and p.township_codes && @townships))
group by s.stratum_id, n.stratum_id, v.parcel_id, v.parcel_version_id, v.code, v.land_class, v.forest_purpose, v.species_code, p.name_zh, v.origin, v.age_group, v.mean_age_a,
         v.volume_m3_per_ha, v.site_class, v.forest_category, v.programme, v.valid, v.planted_on
order by s.code collate "C", v.code collate "C", v.parcel_version_id
