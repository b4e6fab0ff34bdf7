-- What became of the ground a boundary was cut from: parcels whose version is closed, with every parcel that lies there now, and what of the stand
-- is not as it was. Every attribute that the reckoning of stock and expectation reads makes the stand; the volume of the whole parcel is compared
-- only where its area stayed, because it follows from the area otherwise.
with cut as materialized (
    select b.project_id, k.code as project_code, c.boundary_id, c.plot, c.parcel_id, c.parcel_version_id, c.area_m2, c.expected_kg, old.code, old.land_class, old.species_code,
           old.planted_on, old.site_class, upper(old.valid) as closed_on, old.ellipsoidal_area_m2, old.species_mix, old.origin, old.forest_purpose, old.age_group, old.mean_age_a,
           old.canopy_density, old.mean_dbh_cm, old.mean_height_m, old.volume_m3_per_ha, old.total_volume_m3, old.stems_per_ha
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
       n.code as now_code, d.attributes, d.was, d.now, n.shared
from cut
join ccer.project_plot g on g.boundary_id = cut.boundary_id and g.plot = cut.plot
join inventory.parcel_shape_v was on was.parcel_version_id = cut.parcel_version_id
left join lateral (
    select v.parcel_id, v.code, v.land_class, v.species_code, v.planted_on, v.site_class, v.ellipsoidal_area_m2, v.species_mix, v.origin, v.forest_purpose, v.age_group, v.mean_age_a,
           v.canopy_density, v.mean_dbh_cm, v.mean_height_m, v.volume_m3_per_ha, v.total_volume_m3, v.stems_per_ha,
           st_asbinary(st_intersection(st_intersection(g.geom, was.geom), s.geom)) as shared
    from inventory.parcel_shape_v s
    join inventory.parcel_current_v v using (parcel_version_id)
    where s.geom && was.geom and s.geom && g.geom and st_relate(s.geom, g.geom, '2********') and st_relate(s.geom, was.geom, '2********')
) n on true
cross join lateral (
    select coalesce(array_agg(a.attribute order by a.position), '{}') as attributes,
           coalesce(array_agg(coalesce(a.was, '') order by a.position), '{}') as was, coalesce(array_agg(coalesce(a.now, '') order by a.position), '{}') as now
    from (values
        (1, 'land_class', cut.land_class, n.land_class), (2, 'species', cut.species_code, n.species_code), (3, 'species_mix', cut.species_mix, n.species_mix),
        (4, 'origin', cut.origin, n.origin), (5, 'forest_purpose', cut.forest_purpose, n.forest_purpose),
        (6, 'planted_on', to_char(cut.planted_on, 'YYYY-MM-DD'), to_char(n.planted_on, 'YYYY-MM-DD')), (7, 'age_group', cut.age_group::text, n.age_group::text),
        (8, 'mean_age_a', cut.mean_age_a::text, n.mean_age_a::text), (9, 'site_class', cut.site_class::text, n.site_class::text),
        (10, 'canopy_density', cut.canopy_density::text, n.canopy_density::text), (11, 'mean_dbh_cm', cut.mean_dbh_cm::text, n.mean_dbh_cm::text),
        (12, 'mean_height_m', cut.mean_height_m::text, n.mean_height_m::text), (13, 'stems_per_ha', cut.stems_per_ha::text, n.stems_per_ha::text),
        (14, 'volume_m3_per_ha', cut.volume_m3_per_ha::text, n.volume_m3_per_ha::text),
        (15, 'total_volume_m3', cut.total_volume_m3::text, case when n.ellipsoidal_area_m2 = cut.ellipsoidal_area_m2 then n.total_volume_m3 else cut.total_volume_m3 end::text)
    ) as a (position, attribute, was, now)
    where n.parcel_id is not null and a.was is distinct from a.now
) d
order by cut.project_id, cut.code collate "C", cut.plot, n.code collate "C"
