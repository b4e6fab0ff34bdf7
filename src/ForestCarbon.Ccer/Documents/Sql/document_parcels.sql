-- Parcels of a boundary by village, with the ground each gives.
select coalesce(t.name_zh, v.township_code) as township, coalesce(g.name_zh, v.village_code) as village, v.code, l.name_zh as land_class, n.name_zh as species, s.code as stratum, sum(c.area_m2) as area_m2
from ccer.project_parcel c
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
left join inventory.township_v t on t.township_code = v.township_code
left join inventory.village_v g on g.village_code = v.village_code
left join inventory.code_v l on l.list = 'land-class' and l.code = v.land_class
left join inventory.code_v n on n.list = 'species' and n.code = left(v.species_code, 3)
left join ccer.stratum_parcel m on m.boundary_id = c.boundary_id and m.plot = c.plot and m.parcel_version_id = c.parcel_version_id
left join ccer.stratum s using (stratum_id)
where c.boundary_id = @boundaryId
  and (@townships::text[] is null or exists (
      select from ccer.project_boundary b join ccer.project_v p using (project_id) where b.boundary_id = c.boundary_id and p.township_codes && @townships))
group by v.township_code, t.name_zh, v.village_code, g.name_zh, v.code, l.name_zh, n.name_zh, s.code
order by v.township_code collate "C", v.village_code collate "C", v.code collate "C", s.code collate "C"
