-- Measured plots of tree forest as the layer 样地 holds them, without disturbance in the last ten years. A plot that does not state
-- what a curve needs is counted and not used.
select f.attributes ->> 'species_code' as species_code, f.attributes ->> 'origin' as origin,
       growth.number_in(f.attributes, 'site_class')::smallint as site_class, growth.number_in(f.attributes, 'mean_age_a')::smallint as mean_age_a,
       growth.number_in(f.attributes, 'volume_m3_per_ha')::float8 as volume_m3_per_ha, growth.number_in(f.attributes, 'plot_area_m2') as area_m2,
       coalesce((f.attributes ->> 'demonstration') = 'true', false) as is_synthetic
from inventory.layer_feature_v f
where f.layer = 'plot'
  and f.valid @> @asOf::date
  and f.attributes ->> 'land_class' = '0111'
  and coalesce(f.attributes ->> 'forest_purpose', '') not like '25%'
  and not exists (
      select from inventory.layer_feature_v d
      where d.layer = 'disturbance' and d.geom && f.geom and st_intersects(d.geom, f.geom)
        and lower(d.valid) > (@asOf::date - interval '10 years')::date and lower(d.valid) <= @asOf::date)
order by f.code;
