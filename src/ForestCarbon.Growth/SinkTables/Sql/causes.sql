-- Every parcel of either run under its line, with its species and the cause of what its growth does not explain. Growth is what the run
-- of the year before said the parcel would add; a parcel cut anew is a revision of data, not new forest. What an undone import took the
-- version of keeps its kilograms here and has no ground, township or line of its own any more: is_withdrawn, in every scope.
with now as (
    select p.parcel_id, v.code, p.status, p.reason_name, p.stock_kg[@at::int] as kg, v.land_class, left(v.species_code, 3) as species_code,
           v.ellipsoidal_area_m2, v.parcel_version_id is null as is_withdrawn
    from growth.parcel_result_v p
    left join inventory.parcel_version_v v using (parcel_version_id)
    where p.run_id = @RunId
      and (@townships::text[] is null or v.parcel_version_id is null or v.township_code = any(@townships))
), before as (
    select p.parcel_id, v.code, p.parcel_version_id, p.status, p.reason_name, p.stock_kg[@previousAt::int] as kg,
           p.stock_kg[@previousAt::int + 1] as expected_kg, v.land_class, v.parcel_version_id is null as is_withdrawn
    from growth.parcel_result_v p
    left join inventory.parcel_version_v v using (parcel_version_id)
    where p.run_id = @previousRun
      and (@townships::text[] is null or v.parcel_version_id is null or v.township_code = any(@townships))
), touched as materialized (
    select b.parcel_id, bool_or(f.layer = 'harvest-permit') as is_cut, bool_or(f.layer = 'disturbance') as is_disturbed
    from inventory.layer_feature_v f
    join inventory.parcel_shape_v s on s.geom && f.geom and st_relate(s.geom, f.geom, '2********')
    join before b using (parcel_version_id)
    where @previousRun::bigint is distinct from @RunId
      and ((f.layer = 'harvest-permit' and f.attributes ->> 'year' = (@year::int)::text)
           or (f.layer = 'disturbance' and lower(f.valid) between make_date(@year::int, 1, 1) and make_date(@year::int, 12, 31)))
    group by b.parcel_id
), pairs as (
    select growth.sink_line_of(coalesce(n.status, b.status), coalesce(n.land_class, b.land_class), coalesce(n.reason_name, b.reason_name)) as line,
           parcel_id, coalesce(n.code, b.code) as code, n.species_code, n.parcel_id is not null as is_there, coalesce(n.ellipsoidal_area_m2, 0) as area_m2,
           coalesce(n.kg, 0)::bigint as kg, coalesce(b.kg, 0)::bigint as previous_kg,
           case when n.status = 'accounted' and b.status = 'accounted' then (b.expected_kg - b.kg)::bigint else 0 end as growth_kg,
           n.status as now_status, b.status as before_status, n.land_class as now_class,
           coalesce(n.is_withdrawn, false) or coalesce(b.is_withdrawn, false) as is_withdrawn, coalesce(t.is_cut, false) as is_cut, coalesce(t.is_disturbed, false) as is_disturbed
    from now n
    full join before b using (parcel_id)
    left join touched t using (parcel_id)
), causes as (
    select p.line, p.parcel_id, p.code, p.species_code, p.is_there, p.area_m2, p.kg, p.previous_kg, p.growth_kg,
           p.kg - p.previous_kg - p.growth_kg as rest_kg, p.now_status, p.before_status, p.is_withdrawn,
           case
               when p.now_status is null or p.before_status is null then 'revision'
               when p.before_status = 'accounted' and p.now_status = 'accounted' then case
                   when p.kg - p.previous_kg - p.growth_kg < 0 and p.is_cut then 'harvest'
                   when p.kg - p.previous_kg - p.growth_kg < 0 and p.is_disturbed then 'disturbance'
                   else 'revision' end
               when p.before_status = 'accounted' then case
                   when p.now_class = '0161' or (p.now_status = 'treeless' and p.is_cut) then 'harvest'
                   when p.now_class in ('0162', '1634') or (p.now_status = 'treeless' and p.is_disturbed) then 'disturbance'
                   when p.now_status = 'treeless' then 'left_forest'
                   else 'revision' end
               when p.before_status = 'treeless' and p.now_status = 'accounted' then 'new_forest'
               else 'revision'
           end as cause
    from pairs p
)
select c.* from causes c
