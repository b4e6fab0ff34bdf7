insert into growth.curve_residual (curve_id, age_a, parcels, area_m2, mean_m3_per_ha, fitted_m3_per_ha, deviation_m3_per_ha)
select @curveId, r.age_a, r.parcels, r.area_m2, r.mean, r.fitted, r.deviation
from unnest(@ages::smallint[], @parcels::integer[], @areas::numeric[], @means::double precision[], @fitted::double precision[],
            @deviations::double precision[]) as r (age_a, parcels, area_m2, mean, fitted, deviation);
