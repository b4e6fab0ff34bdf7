-- Stands for measuring: eleven townships, five species, both origins, three site classes, volumes that follow age with noise, one in
-- forty without an age.
-- In the order of township and id, as an import leaves them. Bare :parcels is put in by the benchmark: the text is a script.
select set_config('forestcarbon.actor', 'bench', false);

insert into inventory.data_generation (actor, reason) values ('bench', 'bench');

insert into inventory.parcel (parcel_id, county_code)
select i, '431125' from generate_series(1, :parcels) i;

insert into inventory.parcel_version (
    parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment, ellipsoidal_area_m2,
    registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list, forest_category, forest_purpose, protection_grade,
    origin, species_code, species_mix, age_group, mean_age_a, canopy_density, mean_dbh_cm, mean_height_m, volume_m3_per_ha, stems_per_ha,
    total_volume_m3, site_class, quality_grade, land_tenure, tree_tenure, landform, slope_deg, slope_class, slope_position, aspect,
    elevation_m, soil_type, soil_depth_cm, programme)
select p.i, p.i, daterange('2025-12-31', null), p.township || lpad((p.i % 12 + 1)::text, 3, '0') || lpad((p.i / 99999)::text, 4, '0') || lpad((p.i % 99999)::text, 5, '0'),
       p.township, p.township || lpad((p.i % 12 + 1)::text, 3, '0'), lpad((p.i / 99999)::text, 4, '0'), lpad((p.i % 99999)::text, 5, '0'),
       round((exp(9.6 + 0.8 * p.noise))::numeric, 4), round((exp(9.6 + 0.8 * p.noise) / 10000)::numeric, 4), true,
       p.land_class, p.land_class, 'land-class', case p.i % 4 when 0 then '11' when 1 then '12' else '22' end, '231', '3',
       case when p.is_planted then '21' else '11' end, p.species, '8杉2马', p.age_group, case when p.i % 40 <> 3 then p.age end, 0.7, 12.4, 9.8,
       case when p.land_class = '0111'
           then (300 - 50 * p.site) * power(1 - exp(-0.07 * p.age), 1.8) * (1 + 0.2 * p.noise) end,
       1800, 123.4, p.site, '2', '20', '30', '4', 22.5, '3', '3', '4', 420, '110', 80, case when p.i % 9 = 0 then '40' else '00' end
from (
    select i, '4311251' || lpad(((i - 1) * 11 / :parcels + 1)::text, 2, '0') as township,
           (array['310', '310', '220', '261', '480', '490'])[i % 6 + 1] as species,
           i % 6 in (0, 1, 3) or i % 12 = 2 as is_planted, (1 + i / 7 % 3)::smallint as site,
           (3 + i * 13 % 45)::smallint as age, (1 + i % 5)::smallint as age_group,
           case i % 20 when 0 then '0113' when 1 then '0171' when 2 then '0131' else '0111' end as land_class,
           ((hashint8(i)::bigint & 65535) / 32767.5 - 1)::float8 as noise
    from generate_series(1::bigint, :parcels::bigint) i
) p;
