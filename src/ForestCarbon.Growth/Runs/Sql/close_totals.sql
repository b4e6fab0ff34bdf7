-- Chunks into townships, townships into the county. Sums of bigint are taken in numeric: no order of adding changes them.
with stocks as (
    select c.township_code, c.dimension, c.key, array_agg(c.stock_kg order by c.n) as stock_kg
    from (
        select c.township_code, c.dimension, c.key, s.n, sum(s.stock_kg)::bigint as stock_kg
        from growth.chunk_total c
        cross join lateral unnest(c.stock_kg) with ordinality as s (stock_kg, n)
        where c.run_id = @runId
        group by c.township_code, c.dimension, c.key, s.n
    ) c
    group by c.township_code, c.dimension, c.key
), counts as (
    select c.township_code, c.dimension, c.key,
           array[sum(c.parcels[1]), sum(c.parcels[2]), sum(c.parcels[3]), sum(c.parcels[4])]::integer[] as parcels,
           array[sum(c.area_m2[1]), sum(c.area_m2[2]), sum(c.area_m2[3]), sum(c.area_m2[4])] as area_m2,
           array[sum(c.flagged_parcels[1]), sum(c.flagged_parcels[2]), sum(c.flagged_parcels[3]),
                 sum(c.flagged_parcels[4]), sum(c.flagged_parcels[5]), sum(c.flagged_parcels[6])]::integer[] as flagged_parcels
    from growth.chunk_total c
    where c.run_id = @runId
    group by c.township_code, c.dimension, c.key
)
insert into growth.township_total (run_id, township_code, dimension, key, parcels, area_m2, flagged_parcels, stock_kg)
select @runId, c.township_code, c.dimension, c.key, c.parcels, c.area_m2, c.flagged_parcels, s.stock_kg
from counts c
join stocks s using (township_code, dimension, key);

insert into growth.run_total (run_id, dimension, key, year, stock_kg)
select t.run_id, t.dimension, t.key, (r.first_year + s.n - 1)::smallint, sum(s.stock_kg)::bigint
from growth.township_total t
join growth.run r using (run_id)
cross join lateral unnest(t.stock_kg) with ordinality as s (stock_kg, n)
where t.run_id = @runId
group by t.run_id, t.dimension, t.key, r.first_year, s.n;

insert into growth.run_area (run_id, dimension, key, parcels, area_m2, accounted_parcels, accounted_area_m2, treeless_parcels,
                             treeless_area_m2, not_accounted_parcels, not_accounted_area_m2, failed_parcels, failed_area_m2,
                             limited_parcels, not_calibrated_parcels, group_curve_parcels, age_inferred_parcels,
                             difference_parcels, no_member_parcels)
select t.run_id, t.dimension, t.key,
       sum(t.parcels[1] + t.parcels[2] + t.parcels[3] + t.parcels[4]), sum(t.area_m2[1] + t.area_m2[2] + t.area_m2[3] + t.area_m2[4]),
       sum(t.parcels[1]), sum(t.area_m2[1]), sum(t.parcels[2]), sum(t.area_m2[2]),
       sum(t.parcels[3]), sum(t.area_m2[3]), sum(t.parcels[4]), sum(t.area_m2[4]),
       sum(t.flagged_parcels[1]), sum(t.flagged_parcels[2]), sum(t.flagged_parcels[3]), sum(t.flagged_parcels[4]),
       coalesce(sum(t.flagged_parcels[5]), 0), coalesce(sum(t.flagged_parcels[6]), 0)
from growth.township_total t
where t.run_id = @runId
group by t.run_id, t.dimension, t.key;

insert into growth.run_age_spread (run_id, township_code, year, parcels, variance_kg2)
select c.run_id, c.township_code, (r.first_year + v.n - 1)::smallint, sum(c.flagged_parcels[4]), sum(v.variance_kg2)
from growth.chunk_total c
join growth.run r using (run_id)
cross join lateral unnest(c.age_variance_kg2) with ordinality as v (variance_kg2, n)
where c.run_id = @runId
group by c.run_id, c.township_code, r.first_year, v.n;

-- They are in the totals now; kept beside them they would only be a second truth.
delete from growth.chunk_total where run_id = @runId;
