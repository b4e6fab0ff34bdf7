select p.stratum_id, c.parcel_id, c.parcel_version_id, v.code, sum(c.area_m2) as area_m2
from ccer.stratum_parcel p
join ccer.project_parcel c on c.boundary_id = p.boundary_id and c.plot = p.plot and c.parcel_version_id = p.parcel_version_id
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
where p.boundary_id = @boundaryId
  and (@townships::text[] is null or v.township_code = any(@townships))
group by p.stratum_id, c.parcel_id, c.parcel_version_id, v.code
order by p.stratum_id, v.code collate "C"
