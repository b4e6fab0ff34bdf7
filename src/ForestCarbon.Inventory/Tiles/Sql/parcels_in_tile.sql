-- What is left out and how outlines are simplified stands with inventory.parcel_outlines_in_tile. Labels are for zooms at which they fit.
with visible as (
    select v.parcel_id,
           coalesce(s.means, 'none') as species,
           coalesce(v.age_group::text, 'none') as age,
           coalesce(v.forest_category, 'none') as category,
           case when @Z >= 14 then v.subcompartment end as label,
           o.geom
    from inventory.parcel_outlines_in_tile(@Z, @X, @Y) o
    join inventory.parcel_version v using (parcel_version_id)
    left join inventory.code s on s.list = 'species' and s.code = left(v.species_code, 3)
    where case when @asOf::date is null then upper_inf(v.valid) else v.valid @> @asOf::date end
      and v.ellipsoidal_area_m2 >= inventory.least_drawn_area_m2(@Z)
      and (@townships::text[] is null or v.township_code = any(@townships))
)
select st_asmvt(visible, 'parcels', 4096, 'geom', 'parcel_id')
from visible
where geom is not null;
