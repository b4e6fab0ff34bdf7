-- Tree forest without disturbance in the last ten years (definitions §3). A neighbour that only touches burnt ground is not burnt.
with disturbed as materialized (
    select s.parcel_version_id
    from inventory.layer_feature_v d
    join inventory.parcel_shape_v s on s.geom && d.geom and st_relate(s.geom, d.geom, '2********')
    where d.layer = 'disturbance'
      and lower(d.valid) > (@asOf::date - interval '10 years')::date
      and lower(d.valid) <= @asOf::date
)
select v.species_code, v.origin, v.site_class, v.mean_age_a, v.volume_m3_per_ha, v.ellipsoidal_area_m2
from inventory.parcel_version_v v
where v.valid @> @asOf::date
  and v.land_class = '0111'
  and v.species_code is not null
  and v.origin is not null
  and v.mean_age_a is not null
  and v.volume_m3_per_ha is not null
  and coalesce(v.forest_purpose, '') not like '25%'
  and coalesce(v.disaster, '') in ('', '0', '00')
  and v.parcel_version_id not in (select d.parcel_version_id from disturbed d)
order by v.parcel_id;
