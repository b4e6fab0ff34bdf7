-- The parcel inventory. A parcel (小班) keeps one permanent id through renumbering, edits and imports; what is known of
-- it at a date is a version. Attributes and geometry live apart: a run over all parcels reads attributes only.
create schema inventory;

-- Each accepted change of the inventory opens a generation. Tiles, statistics and staleness follow from its number.
create table inventory.data_generation (
    generation bigint      generated always as identity constraint data_generation_pk primary key,
    at         timestamptz not null default now(),
    actor      text        not null,
    reason     text        not null
);
call platform.put_behind_the_door('inventory.data_generation', 'audited');

create table inventory.county (
    county_code         text          not null constraint county_pk primary key,
    name_zh             text          not null,
    name_en             text          not null,
    is_demonstration    boolean       not null,
    ellipsoidal_area_m2 numeric(16, 4) not null,
    geom                geometry(MultiPolygon, 4490) not null,
    geom_3857           geometry(MultiPolygon, 3857) not null
);
call platform.put_behind_the_door('inventory.county', 'audited');

-- Townships and the state farms that count as such. Code: county (6) + township (3).
create table inventory.township (
    township_code       text          not null constraint township_pk primary key,
    county_code         text          not null constraint township_county_fk references inventory.county,
    name_zh             text          not null,
    name_en             text          not null,
    kind                text          not null constraint township_kind check (kind in ('town', 'ethnic_township', 'state_farm', 'listed_apart')),
    ellipsoidal_area_m2 numeric(16, 4) not null,
    geom                geometry(MultiPolygon, 4490) not null,
    geom_3857           geometry(MultiPolygon, 3857) not null
);
create index township_geom on inventory.township using gist (geom);
create index township_geom_3857 on inventory.township using gist (geom_3857);
call platform.put_behind_the_door('inventory.township', 'audited');

create table inventory.village (
    village_code        text          not null constraint village_pk primary key,
    township_code       text          not null constraint village_township_fk references inventory.township,
    name_zh             text          not null,
    name_en             text          not null,
    ellipsoidal_area_m2 numeric(16, 4) not null,
    geom                geometry(MultiPolygon, 4490) not null,
    geom_3857           geometry(MultiPolygon, 3857) not null
);
create index village_geom on inventory.village using gist (geom);
create index village_geom_3857 on inventory.village using gist (geom_3857);
call platform.put_behind_the_door('inventory.village', 'audited');

-- Every code a field may hold, by generation of the list, with its source and mark. Loaded from gis-data/dictionaries.
create table inventory.code (
    list        text not null,
    code        text not null,
    name_zh     text not null,
    name_en     text not null,
    means       text,
    source      text not null,
    confidence  text not null,
    constraint code_pk primary key (list, code)
);
call platform.put_behind_the_door('inventory.code', 'audited');

create table inventory.import (
    import_id       bigint      generated always as identity constraint import_pk primary key,
    layer           text        not null,
    file_name       text        not null,
    file_sha256     bytea       not null,
    state           text        not null constraint import_state check (state in ('staged', 'accepted', 'refused', 'undone')),
    as_of           date        not null,
    source_layer    text,
    crs             text,
    crs_reason      text,
    encoding        text,
    encoding_reason text,
    mapping         jsonb       not null default '{}',
    feature_count   bigint      not null default 0,
    generation      bigint      constraint import_generation_fk references inventory.data_generation,
    staged_by       text        not null,
    staged_at       timestamptz not null default now(),
    decided_by      text,
    decided_at      timestamptz
);
call platform.put_behind_the_door('inventory.import', 'audited');

-- What the file said, row by row, in its own coordinates (source_wkb) and in those of record.
create table inventory.import_feature (
    import_id           bigint  not null constraint import_feature_import_fk references inventory.import on delete cascade,
    row_no              integer not null,
    attributes          jsonb   not null,
    source_wkb          bytea,
    ellipsoidal_area_m2 numeric(16, 4),
    geom                geometry(Geometry, 4490),
    constraint import_feature_pk primary key (import_id, row_no)
);
call platform.put_behind_the_door('inventory.import_feature', 'guarded');

create table inventory.import_finding (
    import_id  bigint  not null constraint import_finding_import_fk references inventory.import on delete cascade,
    finding    integer not null,
    row_no     integer,
    kind       text    not null,
    severity   text    not null constraint import_finding_severity check (severity in ('note', 'warning', 'error')),
    subject    text,
    message    text    not null,
    size       double precision,
    size_unit  text,
    geom       geometry(Geometry, 4490),
    constraint import_finding_pk primary key (import_id, finding)
);
call platform.put_behind_the_door('inventory.import_finding', 'guarded');

create table inventory.parcel (
    parcel_id   bigint generated by default as identity constraint parcel_pk primary key,
    county_code text   not null,
    opened_by   bigint constraint parcel_import_fk references inventory.import
);
call platform.put_behind_the_door('inventory.parcel', 'audited');

-- Attribute names are the field's English terms; the column's comment names the 林地一张图 field it comes from.
create table inventory.parcel_version (
    parcel_version_id         bigint         generated by default as identity constraint parcel_version_pk primary key,
    parcel_id                 bigint         not null constraint parcel_version_parcel_fk references inventory.parcel,
    valid                     daterange      not null,
    code                      text           not null,
    township_code             text           not null,
    village_code              text           not null,
    compartment               text           not null,
    subcompartment            text           not null,
    ellipsoidal_area_m2       numeric(16, 4) not null constraint parcel_version_area_positive check (ellipsoidal_area_m2 > 0),
    registered_area_ha        numeric(12, 4) constraint parcel_version_registered_not_negative check (registered_area_ha >= 0),
    registered_area_inferred  boolean        not null default false,
    is_on_forest_land         boolean        not null,
    land_class                text           not null,
    land_class_given          text           not null,
    land_class_list           text           not null,
    forest_category           text,
    forest_purpose            text,
    public_welfare_authority  text,
    national_protection_grade text,
    protection_grade          text,
    origin                    text,
    species_code              text,
    species_mix               text,
    age_group                 smallint,
    mean_age_a                smallint       constraint parcel_version_age_range check (mean_age_a between 0 and 1000),
    canopy_density            numeric(3, 2)  constraint parcel_version_canopy_range check (canopy_density between 0 and 1),
    mean_dbh_cm               numeric(5, 1),
    mean_height_m             numeric(5, 1),
    volume_m3_per_ha          double precision constraint parcel_version_volume_not_negative check (volume_m3_per_ha >= 0),
    stems_per_ha              integer,
    total_volume_m3           numeric(14, 1),
    site_class                smallint,
    quality_grade             text,
    land_tenure               text,
    tree_tenure               text,
    landform                  text,
    slope_deg                 numeric(4, 1),
    slope_class               text,
    slope_position            text,
    aspect                    text,
    elevation_m               smallint,
    soil_type                 text,
    soil_depth_cm             smallint,
    programme                 text,
    function_zone             text,
    main_function_zone        text,
    is_supplementary          boolean,
    is_in_plan                boolean,
    degradation               text,
    disaster                  text,
    forestry_bureau           text,
    forest_farm               text,
    planted_on                date,
    other                     jsonb,
    opened_by                 bigint         constraint parcel_version_import_fk references inventory.import,
    constraint parcel_version_one_at_a_time exclude using gist (parcel_id with =, valid with &&),
    constraint parcel_version_code_once exclude using gist (code with =, valid with &&)
);
comment on column inventory.parcel_version.code is 'XIAN(6)+XIANG(3)+CUN(3)+LIN_BAN(4)+XIAO_BAN(5)';
comment on column inventory.parcel_version.compartment is 'LIN_BAN 林班';
comment on column inventory.parcel_version.subcompartment is 'XIAO_BAN 小班';
comment on column inventory.parcel_version.ellipsoidal_area_m2 is '椭球面积, m²: trapezoid series on EPSG:4490, kept to 1 cm²';
comment on column inventory.parcel_version.registered_area_ha is 'MIAN_JI 登记面积, ha';
comment on column inventory.parcel_version.land_class is 'DI_LEI 地类, translated to the one-map list';
comment on column inventory.parcel_version.land_class_given is 'DI_LEI as the file had it';
comment on column inventory.parcel_version.land_class_list is 'the code list land_class_given belongs to';
comment on column inventory.parcel_version.forest_category is 'SEN_LIN_LB 森林类别';
comment on column inventory.parcel_version.forest_purpose is 'LIN_ZHONG 林种';
comment on column inventory.parcel_version.public_welfare_authority is 'SHI_QUAN_D 事权等级';
comment on column inventory.parcel_version.national_protection_grade is 'GJGYL_BHDJ 国家级公益林保护等级';
comment on column inventory.parcel_version.protection_grade is 'BH_DJ 林地保护等级';
comment on column inventory.parcel_version.origin is 'QI_YUAN 起源';
comment on column inventory.parcel_version.species_code is 'YOU_SHI_SZ 优势树种, three digits';
comment on column inventory.parcel_version.species_mix is '树种组成';
comment on column inventory.parcel_version.age_group is 'LING_ZU 龄组';
comment on column inventory.parcel_version.mean_age_a is 'PINGJUN_NL 平均年龄, years';
comment on column inventory.parcel_version.canopy_density is 'YU_BI_DU 郁闭度, 0–1';
comment on column inventory.parcel_version.mean_dbh_cm is 'PINGJUN_XJ 平均胸径, cm';
comment on column inventory.parcel_version.mean_height_m is 'PINGJUN_SG 平均树高, m';
comment on column inventory.parcel_version.volume_m3_per_ha is 'HUO_LMGQXJ 公顷活立木蓄积, m³/ha';
comment on column inventory.parcel_version.stems_per_ha is 'MEI_GQ_ZS 公顷株数';
comment on column inventory.parcel_version.total_volume_m3 is 'ZXJ 总蓄积, m³';
comment on column inventory.parcel_version.quality_grade is 'ZL_DJ 质量等级';
comment on column inventory.parcel_version.land_tenure is 'LD_QS 林地权属';
comment on column inventory.parcel_version.tree_tenure is 'LM_QS 林木权属';
comment on column inventory.parcel_version.landform is 'DI_MAO 地貌';
comment on column inventory.parcel_version.slope_deg is 'PO_DU 坡度, degrees';
comment on column inventory.parcel_version.slope_position is 'PO_WEI 坡位';
comment on column inventory.parcel_version.aspect is 'PO_XIANG 坡向';
comment on column inventory.parcel_version.soil_type is 'TU_RANG_LX 土壤类型';
comment on column inventory.parcel_version.soil_depth_cm is 'TU_CENG_HD 土层厚度, cm';
comment on column inventory.parcel_version.programme is 'G_CHENG_LB 工程类别';
comment on column inventory.parcel_version.function_zone is 'LYFQ 林业功能分区';
comment on column inventory.parcel_version.main_function_zone is 'QYKZ 主体功能区';
comment on column inventory.parcel_version.is_supplementary is 'BCLD 补充林地';
comment on column inventory.parcel_version.is_in_plan is 'SFNRLD 是否纳入规划';
comment on column inventory.parcel_version.degradation is 'TD_TH_LX 土地退化类型';
comment on column inventory.parcel_version.disaster is 'DISPE/DISASTER_C 灾害类型与等级';
comment on column inventory.parcel_version.planted_on is 'date of site preparation or planting, where recorded';
create index parcel_version_current on inventory.parcel_version (township_code, parcel_id) where upper_inf(valid);
create index parcel_version_by_code on inventory.parcel_version (code);
create index parcel_version_by_village on inventory.parcel_version (village_code) where upper_inf(valid);
call platform.put_behind_the_door('inventory.parcel_version', 'audited');

create table inventory.parcel_shape (
    parcel_version_id bigint not null constraint parcel_shape_pk primary key
                      constraint parcel_shape_version_fk references inventory.parcel_version on delete cascade,
    geom              geometry(MultiPolygon, 4490) not null,
    geom_3857         geometry(MultiPolygon, 3857) not null
);
create index parcel_shape_geom on inventory.parcel_shape using gist (geom);
create index parcel_shape_geom_3857 on inventory.parcel_shape using gist (geom_3857);
call platform.put_behind_the_door('inventory.parcel_shape', 'audited');

-- Layers beside the parcels, one partition each. What is particular to a layer stands in attributes; its fields, types and
-- meanings are listed in gis-data/dictionaries/layer-fields.csv.
create table inventory.layer_feature (
    layer               text          not null,
    feature_id          bigint        not null generated by default as identity,
    code                text          not null,
    name                text          not null,
    township_code       text,
    valid               daterange     not null,
    ellipsoidal_area_m2 numeric(16, 4),
    registered_area_ha  numeric(12, 4),
    contract_area_mu    numeric(12, 2),
    attributes          jsonb         not null default '{}',
    opened_by           bigint        constraint layer_feature_import_fk references inventory.import,
    geom                geometry(Geometry, 4490) not null,
    geom_3857           geometry(Geometry, 3857) not null,
    constraint layer_feature_pk primary key (layer, feature_id)
) partition by list (layer);
create index layer_feature_geom on inventory.layer_feature using gist (geom);
create index layer_feature_geom_3857 on inventory.layer_feature using gist (geom_3857);
create index layer_feature_code on inventory.layer_feature (layer, code);
do $$
declare layer text;
begin
    foreach layer in array array['public-welfare', 'natural-forest', 'carbon-base', 'protected-area', 'tenure-lot', 'programme-work',
                                 'project-area', 'disturbance', 'harvest-permit', 'land-use-approval', 'change-spot', 'plot', 'claim']
    loop
        execute format('create table inventory.%I partition of inventory.layer_feature for values in (%L)',
                       'layer_' || replace(layer, '-', '_'), layer);
    end loop;
end $$;
call platform.put_behind_the_door('inventory.layer_feature', 'audited');

-- Land-class history. A dated evidence layer has its own shapes and codes and is never merged into parcel versions; it
-- answers "land class of this ground on that date, from which source".
create table inventory.evidence_layer (
    evidence_layer_id integer generated by default as identity constraint evidence_layer_pk primary key,
    name              text    not null,
    as_of             date    not null,
    source            text    not null,
    is_demonstration  boolean not null default false
);
call platform.put_behind_the_door('inventory.evidence_layer', 'audited');

create table inventory.evidence_shape (
    evidence_shape_id bigint not null constraint evidence_shape_pk primary key,
    geom              geometry(MultiPolygon, 4490) not null
);
create index evidence_shape_geom on inventory.evidence_shape using gist (geom);
call platform.put_behind_the_door('inventory.evidence_shape', 'audited');

-- The same outline stands for many years: the class per year is a narrow row beside the shape.
create table inventory.evidence_record (
    evidence_layer_id integer not null constraint evidence_record_layer_fk references inventory.evidence_layer on delete cascade,
    evidence_shape_id bigint  not null constraint evidence_record_shape_fk references inventory.evidence_shape on delete cascade,
    land_class        text    not null,
    constraint evidence_record_pk primary key (evidence_layer_id, evidence_shape_id)
);
call platform.put_behind_the_door('inventory.evidence_record', 'audited');

-- The county plan's figures, with their source; the bureau may add its own.
create table inventory.plan_target (
    target_key  text    not null constraint plan_target_pk primary key,
    name_zh     text    not null,
    name_en     text    not null,
    value       numeric not null,
    unit        text    not null,
    due         date,
    source      text    not null,
    confidence  text    not null,
    position    integer not null
);
call platform.put_behind_the_door('inventory.plan_target', 'audited');
