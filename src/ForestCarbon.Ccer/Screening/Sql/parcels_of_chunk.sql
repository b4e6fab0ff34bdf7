-- What stood on the day in the generation the screening began with: without what imports accepted since have opened, with what they have closed.
select v.parcel_version_id, v.parcel_id, v.ellipsoidal_area_m2, v.is_on_forest_land, v.land_class, v.forest_purpose, v.forest_category,
       v.origin, v.age_group, v.planted_on, lower(v.valid) as recorded_on, t.shrub_share, t.keeps_trees, st_asbinary(s.geom) as outline, t.additionality
from inventory.parcel_version_v v
join inventory.parcel_shape_v s using (parcel_version_id)
left join ccer.parcel_statement_on($5, $2, $3) t on t.parcel_id = v.parcel_id
where v.township_code = $1 and v.parcel_id between $2 and $3
  and (v.valid @> $4::date or (v.closed_by = any ((select inventory.imports_after($6))::bigint[]) and lower(v.valid) <= $4::date))
  and (v.opened_by = any ((select inventory.imports_after($6))::bigint[])) is not true
order by v.parcel_id
