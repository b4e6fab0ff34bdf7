-- Two townships of 12 squares of 0.01 degree. Registered area: 100 ha a parcel in the west, 50 ha in the east; the ellipsoidal
-- area is given 1 % larger, so that a page that shows the wrong one is seen.
insert into inventory.data_generation (actor, reason) values ('installation', 'a county for tests');

insert into inventory.county (county_code, name_zh, name_en, is_demonstration, ellipsoidal_area_m2, geom, geom_3857)
select '431125', '方格县', 'Squared County', true, 20000000, st_multi(box), st_multi(st_transform(box, 3857))
from st_makeenvelope(111.20, 25.20, 111.28, 25.23, 4490) as box;

insert into inventory.township (township_code, county_code, name_zh, name_en, kind, ellipsoidal_area_m2, geom, geom_3857)
select code, '431125', zh, en, 'town', 12000000, st_multi(box), st_multi(st_transform(box, 3857))
from (values ('431125101', '西镇', 'West Town', st_makeenvelope(111.20, 25.20, 111.24, 25.23, 4490)),
             ('431125102', '东镇', 'East Town', st_makeenvelope(111.24, 25.20, 111.28, 25.23, 4490))) as t (code, zh, en, box);

insert into inventory.village (village_code, township_code, name_zh, name_en, ellipsoidal_area_m2, geom, geom_3857)
select township_code || '001', township_code, left(name_zh, 1) || '村', left(name_en, 4) || ' Village', ellipsoidal_area_m2, geom, geom_3857
from inventory.township;

insert into inventory.code (list, code, name_zh, name_en, means, source, confidence) values
    ('species', '310', '杉木', 'Chinese fir', 'fir', 'test', 'M'),
    ('species', '220', '马尾松', 'Masson pine', 'masson-pine', 'test', 'M'),
    ('species', '660', '毛竹', 'moso bamboo', 'bamboo', 'test', 'M'),
    ('species', 'D01', '油茶', 'oil-tea camellia', 'economic', 'test', '?'),
    ('species-group', 'fir', '杉木', 'Chinese fir', null, 'test', ''),
    ('species-group', 'masson-pine', '马尾松', 'Masson pine', null, 'test', ''),
    ('species-group', 'bamboo', '竹林', 'bamboo', null, 'test', ''),
    ('species-group', 'economic', '经济林', 'economic forest', null, 'test', ''),
    ('land-class', '0111', '乔木林', 'tree forest', 'forest', 'test', 'S30'),
    ('land-class', '0113', '竹林', 'bamboo forest', 'forest', 'test', 'S30'),
    ('land-class', '0131', '国家特别规定灌木林地', 'special shrub forest', 'forest', 'test', 'S30'),
    ('land-class', '0171', '宜林荒山荒地', 'plantable hill', 'plantable', 'test', 'S30'),
    ('forest-category', '11', '重点公益林', 'key public-welfare forest', 'public-welfare', 'test', 'S30'),
    ('forest-category', '22', '一般商品林', 'general commercial forest', 'commercial', 'test', 'S30'),
    ('age-group', '1', '幼龄林', 'young', null, 'test', 'S31'),
    ('age-group', '2', '中龄林', 'middle-aged', null, 'test', 'S31'),
    ('origin', '21', '植苗', 'planted seedlings', 'planted', 'test', 'M');

-- Column 0 fir, young; column 1 pine, middle-aged; column 2 bamboo; column 3: oil tea in row 0, plantable hill above it.
create temporary table square on commit drop as
select t.township_code, col, row, t.ha,
       t.first_id + row * 4 + col as parcel_id,
       case col when 0 then '0111' when 1 then '0111' when 2 then '0113' else case when row = 0 then '0131' else '0171' end end as land_class,
       case col when 0 then '310' when 1 then '220' when 2 then '660' else case when row = 0 then 'D01' end end as species_code,
       case col when 0 then 1 when 1 then 2 end as age_group,
       case col when 0 then 8 when 1 then 18 end as mean_age_a,
       case col when 0 then 40.0 when 1 then 90.0 end as volume_m3_per_ha,
       st_makeenvelope(t.x + col * 0.01, 25.20 + row * 0.01, t.x + (col + 1) * 0.01, 25.21 + row * 0.01, 4490) as box
from (values ('431125101', 1, 111.20, 100), ('431125102', 101, 111.24, 50)) as t (township_code, first_id, x, ha)
cross join generate_series(0, 3) as col
cross join generate_series(0, 2) as row;

insert into inventory.parcel (parcel_id, county_code) select parcel_id, '431125' from square;

insert into inventory.parcel_version (parcel_version_id, parcel_id, valid, code, township_code, village_code, compartment, subcompartment,
    ellipsoidal_area_m2, registered_area_ha, is_on_forest_land, land_class, land_class_given, land_class_list, forest_category, origin,
    species_code, age_group, mean_age_a, volume_m3_per_ha, site_class)
select parcel_id, parcel_id, daterange('2025-12-31', null), township_code || '001' || '0001' || lpad((parcel_id % 100)::text, 5, '0'),
       township_code, township_code || '001', '0001', lpad((parcel_id % 100)::text, 5, '0'),
       ha * 10100, ha, true, land_class, land_class, 'land-class', case when row = 2 then '11' else '22' end,
       case when species_code is not null then '21' end, species_code, age_group, mean_age_a, volume_m3_per_ha, 2
from square;

insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
select parcel_id, st_multi(box), st_multi(st_transform(box, 3857)) from square;

insert into inventory.plan_target (target_key, name_zh, name_en, value, unit, due, source, confidence, position) values
    ('forest-land', '林地面积', 'Forest land', 170, '万亩', '2025-12-31', 'test', 'S0', 1);

-- Rows came with their own ids: the counters go on behind them.
select count(nextval('inventory.parcel_parcel_id_seq')) from generate_series(1, (select max(parcel_id) from inventory.parcel));
select count(nextval('inventory.parcel_version_parcel_version_id_seq')) from generate_series(1, (select max(parcel_version_id) from inventory.parcel_version));
