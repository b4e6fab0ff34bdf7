-- A run that jumps against the last one that was let pass waits for a person. The limits are the bureau's own, stored as data
-- (definitions §3); land class joins the dimensions of the totals because a class's area is one of them.
create table growth.threshold (
    kind    text          not null constraint threshold_pk primary key
            constraint threshold_kind check (kind in ('county_stock', 'township_increment', 'class_area')),
    percent numeric(6, 2) not null constraint threshold_positive check (percent > 0),
    source  text          not null
);
comment on table growth.threshold is 'a change of more than this many percent, up or down, against the last run that was let pass waits for a person';
insert into growth.threshold (kind, percent, source) values
    ('county_stock', 3, '定义 §3，本软件的默认值'),
    ('township_increment', 20, '定义 §3，本软件的默认值'),
    ('class_area', 5, '定义 §3，本软件的默认值');
call platform.put_behind_the_door('growth.threshold', 'audited');

alter table growth.run
    add column compared_with bigint constraint run_compared_with_fk references growth.run,
    add column reviewed_by text,
    add column reviewed_at timestamptz,
    add column review_note text,
    add constraint run_reviewed_has_reviewer check ((review in ('approved', 'refused')) = (reviewed_by is not null and reviewed_at is not null));
comment on column growth.run.compared_with is 'the last finished run of the same scenario that was let pass, when this one finished';

-- What a run jumped by. percent is null where there was nothing before.
create table growth.run_jump (
    run_id            bigint        not null constraint run_jump_run_fk references growth.run on delete cascade,
    kind              text          not null constraint run_jump_kind_fk references growth.threshold,
    key               text          not null,
    year              smallint,
    before_value      numeric       not null,
    after_value       numeric       not null,
    percent           numeric,
    threshold_percent numeric(6, 2) not null,
    constraint run_jump_pk primary key (run_id, kind, key)
);
comment on column growth.run_jump.before_value is 'kg CO2e (county_stock, township_increment) or ellipsoidal m2 (class_area) of the run compared with';
call platform.put_behind_the_door('growth.run_jump', 'audited');

alter table growth.run_total drop constraint run_total_dimension;
alter table growth.run_total add constraint run_total_dimension check (
    dimension in ('county', 'township', 'species_group', 'age_group', 'forest_category', 'programme', 'land_class'));

-- The standard deviation a missing age gives a total (definitions §3): uniform over the age group, parcels independent.
create table growth.run_age_spread (
    run_id        bigint   not null constraint run_age_spread_run_fk references growth.run on delete cascade,
    township_code text     not null,
    year          smallint not null,
    parcels       integer  not null,
    variance_kg2  numeric  not null,
    constraint run_age_spread_pk primary key (run_id, township_code, year)
);
comment on column growth.run_age_spread.variance_kg2 is 'sum over parcels of the squared deviation, each rounded to whole kg CO2e: exact in any order';
call platform.put_behind_the_door('growth.run_age_spread', 'guarded');
