-- Measured plots of tree forest as the layer 样地 holds them, without disturbance in the last ten years. A plot that does not state
-- what a curve needs, or states what cannot be, is not used; its text says which.
select f.code, nullif(f.attributes ->> 'plot_no', '') as plot_no, nullif(f.attributes ->> 'species_code', '') as species_code, nullif(f.attributes ->> 'origin', '') as origin,
       nullif(f.attributes ->> 'site_class', '') as site_class_given,
       case when growth.number_in(f.attributes, 'site_class') between 1 and 32767 and growth.number_in(f.attributes, 'site_class') % 1 = 0
            then growth.number_in(f.attributes, 'site_class')::smallint end as site_class,
       nullif(f.attributes ->> 'mean_age_a', '') as mean_age_given,
       case when growth.number_in(f.attributes, 'mean_age_a') <= 1000 and growth.number_in(f.attributes, 'mean_age_a') % 1 = 0
            then growth.number_in(f.attributes, 'mean_age_a')::smallint end as mean_age_a,
       nullif(f.attributes ->> 'volume_m3_per_ha', '') as volume_given, growth.number_in(f.attributes, 'volume_m3_per_ha')::float8 as volume_m3_per_ha,
       nullif(f.attributes ->> 'plot_area_m2', '') as area_given, growth.number_in(f.attributes, 'plot_area_m2') as area_m2,
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
