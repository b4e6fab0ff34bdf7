-- Growth and carbon: curves fitted from the county's own parcels, accounting runs with everything they pinned, and what
-- they found. Stocks are whole kilograms of CO2e, so every total equals the sum of its parcels in any order.
create schema growth;

-- A set of curves is made once and never edited; a better fit is a new set. Approval by a second account comes with its page.
create table growth.curve_set (
    curve_set_id integer     generated always as identity constraint curve_set_pk primary key,
    name         text        not null,
    as_of        date        not null,
    generation   bigint      not null,
    rule         text        not null,
    is_synthetic boolean     not null,
    sha256       bytea       not null constraint curve_set_hash_length check (octet_length(sha256) = 32),
    approval     text        not null default 'draft' constraint curve_set_approval check (approval in ('draft', 'approved', 'withdrawn')),
    made_by      text        not null,
    made_at      timestamptz not null default now(),
    approved_by  text,
    approved_at  timestamptz,
    constraint curve_set_approved_by_another check (approved_by is distinct from made_by or approved_by is null)
);
comment on column growth.curve_set.rule is 'which parcels were fitted and how the form was chosen, in words';
comment on column growth.curve_set.is_synthetic is 'fitted to the demonstration county: proves the method only';
call platform.put_behind_the_door('growth.curve_set', 'audited');

-- level stratum: species x origin x site class; level group: species group x origin, for parcels whose stratum was too small.
create table growth.curve (
    curve_id              integer  generated always as identity constraint curve_pk primary key,
    curve_set_id          integer  not null constraint curve_set_fk references growth.curve_set,
    level                 text     not null constraint curve_level check (level in ('stratum', 'group')),
    species_group         text     not null,
    species_code          text,
    origin                text     not null constraint curve_origin check (origin in ('planted', 'natural')),
    site_class            smallint,
    form                  text     not null
                          constraint curve_form check (form in ('richards', 'logistic', 'gompertz', 'korf', 'schumacher')),
    parameters            double precision[] not null,
    standard_errors       double precision[] not null,
    parcels               integer  not null,
    ages                  integer  not null,
    youngest_a            smallint not null,
    oldest_a              smallint not null,
    area_m2               numeric(16, 4) not null,
    r2                    double precision not null,
    rss                   double precision not null,
    residual_m3_per_ha    double precision not null,
    constraint curve_stratum_is_whole check (
        (level = 'stratum') = (species_code is not null) and (level = 'stratum') = (site_class is not null)),
    constraint curve_once unique nulls not distinct (curve_set_id, level, species_group, species_code, origin, site_class)
);
comment on column growth.curve.area_m2 is 'ellipsoidal area of the parcels fitted, the weights of the fit';
comment on column growth.curve.rss is 'residual sum of squares, (m3/ha)2, weights scaled to mean 1';
call platform.put_behind_the_door('growth.curve', 'audited');

-- What did not give a curve, and why: its parcels use the group's, or are listed as failed.
create table growth.curve_gap (
    curve_set_id  integer  not null constraint curve_gap_set_fk references growth.curve_set,
    level         text     not null constraint curve_gap_level check (level in ('stratum', 'group')),
    species_group text     not null,
    species_code  text,
    origin        text     not null,
    site_class    smallint,
    parcels       integer  not null,
    ages          integer  not null,
    youngest_a    smallint not null,
    oldest_a      smallint not null,
    reason        text     not null constraint curve_gap_reason check (reason in ('few_parcels', 'few_ages', 'short_span', 'not_converged')),
    constraint curve_gap_once unique nulls not distinct (curve_set_id, level, species_group, species_code, origin, site_class)
);
call platform.put_behind_the_door('growth.curve_gap', 'audited');

-- What an accounting run pinned before its first parcel. The manifest's hash is taken over its text, so that it can be
-- checked here: manifest_sha256 = sha256(convert_to(manifest::text, 'UTF8')).
create table growth.run (
    run_id          bigint      not null constraint run_pk primary key constraint run_job_fk references platform.job_run,
    scenario        text        not null,
    as_of           date        not null,
    generation      bigint      not null,
    inventory_year  smallint    not null,
    first_year      smallint    not null,
    last_year       smallint    not null,
    curve_set_id    integer     not null constraint run_curve_set_fk references growth.curve_set,
    manifest        jsonb       not null,
    manifest_sha256 bytea       not null,
    result_sha256   bytea,
    finished_at     timestamptz,
    review          text        not null default 'none' constraint run_review check (review in ('none', 'waiting', 'approved', 'refused')),
    constraint run_years check (first_year >= inventory_year and last_year >= first_year),
    constraint run_manifest_hash check (manifest_sha256 = sha256(convert_to(manifest::text, 'UTF8'))),
    constraint run_finished_has_hash check ((finished_at is null) = (result_sha256 is null))
);
comment on column growth.run.review is 'waiting: a jump against the last approved run waits for a person';
create index run_newest_finished on growth.run (scenario, run_id desc) where finished_at is not null;
call platform.put_behind_the_door('growth.run', 'audited');

-- Why a parcel stands where it stands. status: accounted, treeless (stock 0), not_accounted (未计: tonnes null), failed.
create table growth.reason (
    reason  smallint not null constraint reason_pk primary key,
    name    text     not null constraint reason_name_once unique,
    status  text     not null constraint reason_status check (status in ('accounted', 'treeless', 'not_accounted', 'failed')),
    name_zh text     not null,
    name_en text     not null
);
insert into growth.reason values
    (1, 'trees', 'accounted', '按曲线推算', 'Projected along its curve'),
    (10, 'no_trees', 'treeless', '无立木，储量为 0', 'No trees: stock 0'),
    (20, 'bamboo', 'not_accounted', '竹林：缺立竹度数结构', 'Bamboo without the age structure of its culms'),
    (21, 'shrub', 'not_accounted', '灌木林：无来源明确的参数', 'Shrub without a sourced factor'),
    (22, 'economic_forest', 'not_accounted', '经济林：无来源明确的参数', 'Economic forest without a sourced factor'),
    (23, 'nursery', 'not_accounted', '苗圃：无来源明确的参数', 'Nursery without a sourced factor'),
    (24, 'no_factor', 'not_accounted', '该树种无来源明确的换算参数', 'No sourced factor for this species'),
    (25, 'scattered_trees', 'not_accounted', '散生木、四旁树：无来源明确的参数', 'Scattered trees without a sourced factor'),
    (40, 'unknown_land_class', 'failed', '地类代码不在字典中', 'Land class not in the dictionary'),
    (41, 'no_species', 'failed', '缺优势树种，或代码不在字典中', 'Dominant species missing or not in the dictionary'),
    (42, 'no_origin', 'failed', '缺起源，或不是天然、人工', 'Origin missing, or neither natural nor planted'),
    (43, 'no_volume', 'failed', '缺公顷蓄积', 'Volume per hectare missing'),
    (44, 'no_age', 'failed', '缺平均年龄，也不能由龄组推定', 'Age missing, and not to be inferred from the age group'),
    (45, 'no_curve', 'failed', '本树种组与起源没有可用的生长曲线', 'No growth curve for this species group and origin'),
    (46, 'too_large', 'failed', '储量超过 2,147,483 吨，请核对面积与蓄积', 'Stock above 2,147,483 t: check area and volume'),
    (47, 'beyond_table', 'failed', '年龄超出曲线表', 'Age beyond the tabulated curve'),
    (48, 'not_a_number', 'failed', '面积、蓄积或年龄不是有效数字', 'Area, volume or age is not a valid number');
call platform.put_behind_the_door('growth.reason', 'audited');

-- One row per parcel of a run: its stock at 31 December of first_year … last_year, kg CO2e. One partition per run, loaded
-- without a key; the key comes after. flags: 1 limited, 2 not calibrated, 4 the group's curve, 8 age inferred.
create table growth.parcel_result (
    run_id            bigint   not null,
    parcel_id         bigint   not null,
    parcel_version_id bigint   not null,
    calibration       double precision,
    curve_id          integer,
    reason            smallint not null,
    flags             smallint not null,
    stock_kg          integer[]
) partition by list (run_id);
comment on column growth.parcel_result.calibration is 'r, between the parcel''s growth and its curve''s (definitions §3)';
comment on column growth.parcel_result.stock_kg is 'kg CO2e in live biomass at 31 December of each year; null: 未计 or failed, never 0';

-- Sums of one chunk, written with its rows; they also tell a second try that an earlier one left rows behind.
create table growth.chunk_total (
    run_id               bigint  not null constraint chunk_total_run_fk references growth.run on delete cascade,
    chunk                integer not null,
    dimension            text    not null,
    key                  text    not null,
    parcels              integer[] not null,
    area_m2              numeric[] not null,
    flagged_parcels      integer[] not null,
    stock_kg             bigint[] not null,
    constraint chunk_total_pk primary key (run_id, chunk, dimension, key)
);
comment on column growth.chunk_total.parcels is 'accounted, treeless, not accounted, failed';
comment on column growth.chunk_total.flagged_parcels is 'limited, not calibrated, group curve, age inferred';
call platform.put_behind_the_door('growth.chunk_total', 'guarded');

create table growth.run_total (
    run_id    bigint   not null constraint run_total_run_fk references growth.run on delete cascade,
    dimension text     not null
              constraint run_total_dimension check (dimension in ('county', 'township', 'species_group', 'age_group', 'forest_category', 'programme')),
    key       text     not null,
    year      smallint not null,
    stock_kg  bigint   not null,
    constraint run_total_pk primary key (run_id, dimension, key, year)
);
call platform.put_behind_the_door('growth.run_total', 'guarded');

create table growth.run_area (
    run_id                  bigint   not null constraint run_area_run_fk references growth.run on delete cascade,
    dimension               text     not null,
    key                     text     not null,
    parcels                 integer  not null,
    area_m2                 numeric(18, 4) not null,
    accounted_parcels       integer  not null,
    accounted_area_m2       numeric(18, 4) not null,
    treeless_parcels        integer  not null,
    treeless_area_m2        numeric(18, 4) not null,
    not_accounted_parcels   integer  not null,
    not_accounted_area_m2   numeric(18, 4) not null,
    failed_parcels          integer  not null,
    failed_area_m2          numeric(18, 4) not null,
    limited_parcels         integer  not null,
    not_calibrated_parcels  integer  not null,
    group_curve_parcels     integer  not null,
    age_inferred_parcels    integer  not null,
    constraint run_area_pk primary key (run_id, dimension, key),
    constraint run_area_adds_up check (
        parcels = accounted_parcels + treeless_parcels + not_accounted_parcels + failed_parcels
        and area_m2 = accounted_area_m2 + treeless_area_m2 + not_accounted_area_m2 + failed_area_m2)
);
call platform.put_behind_the_door('growth.run_area', 'guarded');

create function growth.refuse_sealed() returns trigger language plpgsql as $$
begin
    raise exception 'the results of a finished run are not changed' using errcode = 'FC002';
end $$;

-- The application's role owns nothing, so a run's partition is opened and closed for it.
create function growth.open_result_partition(run bigint) returns void
language plpgsql security definer set search_path = growth, pg_temp as $$
declare
    partition text := format('parcel_result_%s', run);
begin
    if not exists (select from growth.run r where r.run_id = run and r.finished_at is null) then
        raise exception 'run % is not open', run using errcode = 'FC003';
    end if;
    -- Attached rather than made as a partition: that takes no lock that readers of other runs would wait for.
    execute format('create table growth.%I (like growth.parcel_result including all)', partition);
    execute format('alter table growth.%I add constraint %I check (run_id = %s)', partition, partition || '_run', run);
    execute format('alter table growth.parcel_result attach partition growth.%I for values in (%s)', partition, run);
    execute format('call platform.put_behind_the_door(%L, %L)', 'growth.' || partition, 'guarded');
    execute format('grant select, insert, delete on growth.%I to forestcarbon_app', partition);
end $$;

-- After the last chunk: the key, figures for the planner, and a seal.
create function growth.close_result_partition(run bigint) returns void
language plpgsql security definer set search_path = growth, pg_temp as $$
declare
    partition text := format('parcel_result_%s', run);
begin
    execute format('alter table growth.%I add constraint %I primary key (parcel_id)', partition, partition || '_pk');
    execute format('create trigger sealed before insert or update or delete or truncate on growth.%I '
                   'for each statement execute function growth.refuse_sealed()', partition);
end $$;
