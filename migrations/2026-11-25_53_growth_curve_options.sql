-- Options of curves and land that starts bare. The difference form (ADA) projects a parcel along the member of its curve's family
-- that passes through its own age and volume; which path a run took stands in its manifest and in each parcel's flags (16).
alter table growth.run add column projection text not null default 'calibrated'
    constraint run_projection check (projection in ('calibrated', 'difference'));

-- How far the parcels lie from their curve, folded by age: what a page of residuals is drawn from.
create table growth.curve_residual (
    curve_id          integer  not null constraint curve_residual_curve_fk references growth.curve on delete cascade,
    age_a             smallint not null,
    parcels           integer  not null,
    area_m2           numeric(16, 4) not null,
    mean_m3_per_ha    double precision not null,
    fitted_m3_per_ha  double precision not null,
    deviation_m3_per_ha double precision,
    constraint curve_residual_pk primary key (curve_id, age_a)
);
comment on column growth.curve_residual.mean_m3_per_ha is 'area-weighted mean of the measured volumes at that age';
comment on column growth.curve_residual.deviation_m3_per_ha is 'area-weighted standard deviation of the measured volumes inside the age; null for one parcel';
call platform.put_behind_the_door('growth.curve_residual', 'audited');

-- Planting models (造林模型): what bare land would be planted with. A figure nobody has given stays null and is said to be missing.
create table growth.planting_model (
    planting_model_id text    not null constraint planting_model_pk primary key,
    name_zh           text    not null,
    name_en           text    not null,
    species_mix       text    not null,
    source            text    not null,
    confidence        text    not null,
    note              text
);
comment on column growth.planting_model.species_mix is 'species code and tenths, e.g. 310:10 or 310:7,480:3';
create table growth.planting_model_site (
    planting_model_id text     not null constraint planting_model_site_model_fk references growth.planting_model on delete cascade,
    site_class        smallint not null,
    stems_per_ha      integer  constraint planting_model_site_stems check (stems_per_ha > 0),
    form              text     constraint planting_model_site_form check (form in ('richards', 'logistic', 'gompertz', 'korf', 'schumacher')),
    parameters        double precision[],
    curve_source      text,
    curve_confidence  text,
    constraint planting_model_site_pk primary key (planting_model_id, site_class),
    constraint planting_model_site_curve_is_whole check (
        (form is null) = (parameters is null) and (form is null) = (curve_source is null) and (form is null) = (curve_confidence is null))
);
comment on column growth.planting_model_site.parameters is 'volume in m3/ha over years since planting; null: missing, and land planted with it has no expected tonnes';
-- Species are what the county plants; density and curve are not held from any source that was read, so they are missing.
insert into growth.planting_model (planting_model_id, name_zh, name_en, species_mix, source, confidence, note) values
    ('fir-pure', '杉木纯林', 'Chinese fir, pure', '310:10', '模型结构为本软件预置；密度与曲线须由林业局录入并注明来源', '?', null),
    ('masson-schima', '马尾松木荷混交林', 'Masson pine with Schima', '220:7,480:3', '模型结构为本软件预置；密度与曲线须由林业局录入并注明来源', '?', null),
    ('broadleaf-mixed', '乡土阔叶混交林', 'Native broadleaf mixture', '480:4,481:3,440:3', '模型结构为本软件预置；密度与曲线须由林业局录入并注明来源', '?', null);
insert into growth.planting_model_site (planting_model_id, site_class)
select m.planting_model_id, s from growth.planting_model m cross join generate_series(1, 3) as s;
call platform.put_behind_the_door('growth.planting_model', 'audited');
call platform.put_behind_the_door('growth.planting_model_site', 'audited');
