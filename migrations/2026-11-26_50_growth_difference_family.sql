-- Difference families (GADA): fitted over all site classes of a species (or species group) and origin at once, stored and hashed with
-- their curve set. A run that projects by difference takes the member through the parcel's own age and volume; parcels no member
-- passes through are marked (flag 32) and counted. Curves keep the covariance of their parameters, which the sink table's
-- uncertainty is computed from.
alter table growth.curve add column covariance double precision[]
    constraint curve_covariance_is_square check (cardinality(covariance) = cardinality(parameters) * cardinality(parameters));
comment on column growth.curve.covariance is 'of the parameters, row by row; null in sets fitted before it was kept';

create table growth.curve_family (
    family_id          integer  generated always as identity constraint curve_family_pk primary key,
    curve_set_id       integer  not null constraint curve_family_set_fk references growth.curve_set,
    species_group      text     not null,
    species_code       text,
    origin             text     not null constraint curve_family_origin check (origin in ('planted', 'natural')),
    parameters         double precision[] not null constraint curve_family_parameters check (cardinality(parameters) = 3),
    standard_errors    double precision[] not null constraint curve_family_errors check (cardinality(standard_errors) = 3),
    covariance         double precision[] not null constraint curve_family_covariance check (cardinality(covariance) = 9),
    site_classes       integer[] not null constraint curve_family_two_sites check (cardinality(site_classes) >= 2),
    site_x             double precision[] not null,
    site_x_errors      double precision[] not null,
    site_parcels       integer[] not null,
    parcels            integer  not null,
    ages               integer  not null,
    youngest_a         smallint not null,
    oldest_a           smallint not null,
    area_m2            numeric(16, 4) not null,
    r2                 double precision not null,
    rss                double precision not null,
    residual_m3_per_ha double precision not null,
    constraint curve_family_sites_are_whole check (
        cardinality(site_x) = cardinality(site_classes) and cardinality(site_x_errors) = cardinality(site_classes)
        and cardinality(site_parcels) = cardinality(site_classes)),
    constraint curve_family_once unique nulls not distinct (curve_set_id, species_group, species_code, origin)
);
comment on column growth.curve_family.species_code is 'null: the species group''s family';
comment on column growth.curve_family.parameters is 'b1, b2, b3 of ln Y = X + (b2 + b3/X)·ln(1 - exp(-b1·t)), Y in m3/ha, t in years';
comment on column growth.curve_family.site_x is 'X of each site class: the logarithm of its asymptote in m3/ha';
call platform.put_behind_the_door('growth.curve_family', 'audited');

create table growth.curve_family_gap (
    curve_set_id  integer not null constraint curve_family_gap_set_fk references growth.curve_set,
    species_group text    not null,
    species_code  text,
    origin        text    not null,
    sites         integer not null,
    parcels       integer not null,
    reason        text    not null constraint curve_family_gap_reason check (reason in ('few_sites', 'not_converged')),
    constraint curve_family_gap_once unique nulls not distinct (curve_set_id, species_group, species_code, origin)
);
comment on column growth.curve_family_gap.sites is 'site classes with parcels enough for an X of their own';
call platform.put_behind_the_door('growth.curve_family_gap', 'audited');

alter table growth.parcel_result add column family_id integer;
comment on column growth.parcel_result.family_id is 'difference family the parcel was projected along; its curve is null then';
comment on column growth.chunk_total.flagged_parcels is 'limited, not calibrated, group curve, age inferred, difference, no member';
comment on column growth.township_total.flagged_parcels is 'limited, not calibrated, group curve, age inferred, difference, no member';
alter table growth.run_area
    add column difference_parcels integer not null default 0,
    add column no_member_parcels integer not null default 0;
comment on column growth.run_area.no_member_parcels is 'of a run that projects by difference: no member of a family passes through the parcel';
