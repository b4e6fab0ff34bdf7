-- What became of the ground a boundary was cut from: parcels whose version is closed, with every parcel that lies there now.
with cut as materialized (
    select b.project_id, k.code as project_code, c.boundary_id, c.plot, c.parcel_id, c.parcel_version_id, c.area_m2, c.expected_kg, old.code, old.land_class, old.species_code,
           old.planted_on, old.site_class, upper(old.valid) as closed_on
    from ccer.project_boundary_v b
    join ccer.project_v k using (project_id)
    join ccer.project_parcel c using (boundary_id)
    join inventory.parcel_version_v old on old.parcel_version_id = c.parcel_version_id
    where b.kind = 'ex-ante' and b.is_newest and not upper_inf(old.valid) and not k.is_final
      and (@projectId::bigint is null or b.project_id = @projectId)
      and (@townships::text[] is null or k.township_codes && @townships)
)
select cut.project_id, cut.project_code, cut.plot, cut.parcel_id, cut.parcel_version_id, cut.code, cut.closed_on, cut.area_m2 as was_m2, cut.expected_kg,
       n.parcel_id = cut.parcel_id as is_same_parcel,
       n.parcel_id is not null and (n.land_class, n.species_code, n.planted_on, n.site_class) is not distinct from (cut.land_class, cut.species_code, cut.planted_on, cut.site_class) as is_same_stand,
       n.code as now_code, concat_ws('、', case when n.land_class is distinct from cut.land_class then 'land_class' end, case when n.species_code is distinct from cut.species_code then 'species' end,
                                     case when n.planted_on is distinct from cut.planted_on then 'planted_on' end, case when n.site_class is distinct from cut.site_class then 'site_class' end) as differs,
       n.shared
from cut
join ccer.project_plot g on g.boundary_id = cut.boundary_id and g.plot = cut.plot
join inventory.parcel_shape_v was on was.parcel_version_id = cut.parcel_version_id
left join lateral (
    select v.parcel_id, v.code, v.land_class, v.species_code, v.planted_on, v.site_class,
           st_asbinary(st_intersection(st_intersection(g.geom, was.geom), s.geom)) as shared
    from inventory.parcel_shape_v s
    join inventory.parcel_current_v v using (parcel_version_id)
    where s.geom && was.geom and s.geom && g.geom and st_relate(s.geom, g.geom, '2********') and st_relate(s.geom, was.geom, '2********')
) n on true
order by cut.project_id, cut.code collate "C", cut.plot, n.code collate "C"
