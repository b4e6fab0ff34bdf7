select coalesce(sum(v.ellipsoidal_area_m2) filter (where v.land_class = '0111'), 0) as tree_m2,
       coalesce(sum(v.ellipsoidal_area_m2) filter (where v.land_class = '0113'), 0) as bamboo_m2,
       coalesce(sum(v.ellipsoidal_area_m2) filter (where v.land_class = '0131'), 0) as special_shrub_m2,
       coalesce(sum(v.ellipsoidal_area_m2) filter (where v.land_class in ('0111', '0113', '0131') and not v.is_on_forest_land), 0) as off_forest_land_m2,
       case when @townships::text[] is null
            then (select coalesce(sum(c.ellipsoidal_area_m2), 0) from inventory.county c)
            else (select coalesce(sum(t.ellipsoidal_area_m2), 0) from inventory.township t where t.township_code = any(@townships))
       end as land_m2,
       coalesce(sum(v.registered_area_ha) filter (where v.is_on_forest_land), 0) as registered_forest_land_ha,
       count(*) as parcels
from inventory.parcel_version v
where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
  and (@townships::text[] is null or v.township_code = any(@townships));
