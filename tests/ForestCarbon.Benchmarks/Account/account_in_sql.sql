-- The same account as a statement: f(a) and f(a+Δ) with exp and power for each parcel and year, whole kilograms, a key, totals.
create table account_in_sql as
with curve as (
    select distinct on (c.species_code, c.origin, c.site_class) c.species_code, c.origin, c.site_class,
           c.parameters[1] as a, c.parameters[2] as k, coalesce(c.parameters[3], 1) as p
    from growth.curve c
    where c.level = 'stratum'
), stand as (
    select v.parcel_id, v.township_code, v.ellipsoidal_area_m2::float8 / 10000 as area_ha, v.mean_age_a as age, v.volume_m3_per_ha as volume,
           c.a, c.k, c.p, greatest(0.3, least(2, v.volume_m3_per_ha / (c.a * power(1 - exp(-c.k * v.mean_age_a), c.p)))) as r
    from inventory.parcel_version v
    join curve c on c.species_code = v.species_code and c.site_class = v.site_class
                and c.origin = case when v.origin like '2%' then 'planted' else 'natural' end
    where v.land_class = '0111' and v.valid @> '2025-12-31'::date
)
select s.parcel_id, s.township_code, (2025 + d)::smallint as year,
       round(s.area_ha * 1.22 * 1000 * greatest(0, s.volume + s.r * (
           s.a * power(1 - exp(-s.k * (s.age + d)), s.p) - s.a * power(1 - exp(-s.k * s.age), s.p))))::bigint as stock_kg
from stand s
cross join generate_series(0, 40) d;

alter table account_in_sql add primary key (parcel_id, year);

create table account_in_sql_total as
select a.township_code, a.year, sum(a.stock_kg) as stock_kg from account_in_sql a group by a.township_code, a.year;
