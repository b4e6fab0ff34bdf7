-- Ground of a boundary by what exempts it from proving additionality or shows it: the forest category of the frozen parcel versions, and what the owner stated last.
select coalesce((select b.area_m2 from ccer.project_boundary b where b.boundary_id = @boundaryId), 0) as area_m2,
       coalesce(sum(c.area_m2) filter (where v.forest_category in ('11', '12')), 0) as public_welfare_m2,
       coalesce(sum(c.area_m2) filter (where v.forest_category is distinct from '11' and v.forest_category is distinct from '12' and t.additionality = 'public-welfare'), 0) as declared_welfare_m2,
       coalesce(sum(c.area_m2) filter (where v.forest_category is distinct from '11' and v.forest_category is distinct from '12' and t.additionality = 'general-tool'), 0) as declared_tool_m2
from ccer.project_parcel c
join inventory.parcel_version_v v on v.parcel_version_id = c.parcel_version_id
left join ccer.parcel_statement_on('infinity', 0, 9223372036854775807) t on t.parcel_id = c.parcel_id
where c.boundary_id = @boundaryId
  and (@townships::text[] is null or exists (
      select from ccer.project_boundary b join ccer.project_v p using (project_id) where b.boundary_id = c.boundary_id and p.township_codes && @townships))
