-- definitions.md §3: 41 stocks from the year of the inventory. A run of other years is a question somebody asked.
create or replace function growth.has_standard_years(r growth.run) returns boolean language sql stable as $$
    select r.first_year = r.inventory_year and r.last_year - r.first_year = 40
$$;

-- The published face of growth: pages, later modules and `forestcarbon db psql` read these, never the tables.
-- Columns are only ever added at the end. growth.run_v is a name fixed by the contract.
create or replace view growth.run_v as
select r.run_id, j.title, j.state, r.review, r.scenario, r.as_of, r.generation, r.inventory_year, r.first_year, r.last_year,
       r.curve_set_id, r.manifest, encode(r.manifest_sha256, 'hex') as manifest_sha256,
       encode(r.result_sha256, 'hex') as result_sha256, j.requested_by, j.created_at, j.started_at, j.ended_at, j.attempts,
       j.failure, a.parcels, a.area_m2, a.accounted_parcels, a.accounted_area_m2, a.treeless_parcels, a.treeless_area_m2,
       a.not_accounted_parcels, a.not_accounted_area_m2, a.failed_parcels, a.failed_area_m2, a.limited_parcels,
       a.not_calibrated_parcels, a.group_curve_parcels, a.age_inferred_parcels,
       r.projection, r.compared_with, r.reviewed_by, r.reviewed_at, r.review_note, a.difference_parcels, a.no_member_parcels,
       growth.is_taken_back(r.generation) as is_taken_back, growth.has_standard_years(r) as has_standard_years,
       c.named_by as county_named_by, c.named_at as county_named_at, c.reason as county_reason, j.failure_en
from growth.run r
join platform.job_run j using (run_id)
left join growth.run_area a on a.run_id = r.run_id and a.dimension = 'county'
left join growth.county_run c on c.run_id = r.run_id;

create or replace view growth.run_total_v as
select t.run_id, t.dimension, t.key, t.year, t.stock_kg,
       t.stock_kg - lag(t.stock_kg) over (partition by t.run_id, t.dimension, t.key order by t.year) as increment_kg
from growth.run_total t;

create or replace view growth.run_area_v as
select a.run_id, a.dimension, a.key, a.parcels, a.area_m2, a.accounted_parcels, a.accounted_area_m2, a.treeless_parcels,
       a.treeless_area_m2, a.not_accounted_parcels, a.not_accounted_area_m2, a.failed_parcels, a.failed_area_m2,
       a.limited_parcels, a.not_calibrated_parcels, a.group_curve_parcels, a.age_inferred_parcels, a.difference_parcels, a.no_member_parcels
from growth.run_area a;

-- Finished runs of the default scenario that do not wait for a person, were not refused and read parcels that still stand. Of other years
-- than the standard ones (from the inventory's, 40 increments) only what a person named as the county's.
create or replace view growth.run_standing_v as
select r.run_id, r.scenario, r.as_of, r.generation, r.inventory_year, r.first_year, r.last_year, r.curve_set_id, r.finished_at
from growth.run r
where r.scenario = '不采伐情景' and r.finished_at is not null and r.review in ('none', 'approved') and r.projection = 'calibrated'
  and not growth.is_taken_back(r.generation)
  and (growth.has_standard_years(r) or exists (select from growth.county_run c where c.run_id = r.run_id));

-- The newest of them: what pages show unless asked otherwise. No row before the first run.
create or replace view growth.run_latest_v as
select s.run_id, s.scenario, s.as_of, s.generation, s.inventory_year, s.first_year, s.last_year, s.curve_set_id, s.finished_at
from growth.run_standing_v s
order by s.run_id desc
limit 1;

create or replace view growth.parcel_result_v as
select p.run_id, p.parcel_id, p.parcel_version_id, n.status, p.reason, n.name as reason_name, n.name_zh as reason_zh,
       n.name_en as reason_en, p.curve_id, p.calibration,
       p.flags & 1 <> 0 as is_limited, p.flags & 2 <> 0 as is_not_calibrated, p.flags & 4 <> 0 as is_group_curve,
       p.flags & 8 <> 0 as is_age_inferred, r.first_year, r.last_year, p.stock_kg, p.flags & 16 <> 0 as is_difference,
       p.flags & 32 <> 0 as is_no_member, p.family_id
from growth.parcel_result p
join growth.reason n using (reason)
join growth.run r using (run_id);

-- Stock at the end of the current year and its increment, per parcel, of the newest finished run. Outside the run's years:
-- null. Increment of y = stock(y) − stock(y−1), so the first year has none.
create or replace view growth.parcel_stock_v as
select p.run_id, p.parcel_id, p.parcel_version_id, n.status, n.name_zh as reason_zh, n.name_en as reason_en, p.flags,
       y.year, p.stock_kg[y.year - r.first_year + 1] as stock_kg,
       p.stock_kg[y.year - r.first_year + 1] - p.stock_kg[y.year - r.first_year] as increment_kg
from growth.run_latest_v r
join growth.parcel_result p using (run_id)
join growth.reason n using (reason)
cross join lateral (select extract(year from current_date)::int as year) y;

create or replace view growth.curve_set_v as
select s.curve_set_id, s.name, s.as_of, s.generation, s.rule, s.is_synthetic, encode(s.sha256, 'hex') as sha256, s.approval,
       s.made_by, s.made_at, s.approved_by, s.approved_at,
       (select count(*)::int from growth.curve c where c.curve_set_id = s.curve_set_id) as curves,
       (select count(*)::int from growth.curve_gap g where g.curve_set_id = s.curve_set_id) as gaps,
       s.withdrawn_by, s.withdrawn_at, s.withdrawal_reason, s.is_of_plots
from growth.curve_set s;

create or replace view growth.curve_v as
select c.curve_id, c.curve_set_id, c.level, c.species_group, c.species_code, c.origin, c.site_class, c.form, c.parameters,
       c.standard_errors, c.parcels, c.ages, c.youngest_a, c.oldest_a, c.area_m2, c.r2, c.rss, c.residual_m3_per_ha, c.covariance
from growth.curve c;

create or replace view growth.curve_family_v as
select f.family_id, f.curve_set_id, f.species_group, f.species_code, f.origin, f.parameters, f.standard_errors, f.covariance, f.site_classes,
       f.site_x, f.site_x_errors, f.site_parcels, f.parcels, f.ages, f.youngest_a, f.oldest_a, f.area_m2, f.r2, f.rss, f.residual_m3_per_ha
from growth.curve_family f;

create or replace view growth.curve_family_gap_v as
select g.curve_set_id, g.species_group, g.species_code, g.origin, g.sites, g.parcels, g.reason
from growth.curve_family_gap g;

create or replace view growth.curve_gap_v as
select g.curve_set_id, g.level, g.species_group, g.species_code, g.origin, g.site_class, g.parcels, g.ages, g.youngest_a,
       g.oldest_a, g.reason
from growth.curve_gap g;

create or replace view growth.township_total_v as
select t.run_id, t.township_code, t.dimension, t.key, t.parcels, t.area_m2, t.flagged_parcels, t.stock_kg
from growth.township_total t;

-- What missing ages leave open: the variance of a township's stock in a run and year, kg2. No row where every age is known.
create or replace view growth.run_age_spread_v as
select s.run_id, s.township_code, s.year, s.parcels, s.variance_kg2
from growth.run_age_spread s;

create or replace view growth.curve_residual_v as
select r.curve_id, r.age_a, r.parcels, r.area_m2, r.mean_m3_per_ha, r.fitted_m3_per_ha, r.deviation_m3_per_ha
from growth.curve_residual r;

-- Values a source page gives and two accounts read alike; without them what is missing stays missing.
create or replace view growth.planting_model_v as
select m.planting_model_id, m.name_zh, m.name_en, m.species_mix, m.source, m.confidence, m.note, s.site_class,
       coalesce(r.stems_per_ha, s.stems_per_ha) as stems_per_ha, coalesce(r.form, s.form) as form,
       coalesce(r.parameters, s.parameters) as parameters, coalesce(r.source, s.curve_source) as curve_source,
       coalesce(r.mark, s.curve_confidence) as curve_confidence, r.reading_id, encode(r.page_sha256, 'hex') as page_sha256,
       n.readings::int as open_readings, m.made_by, m.made_at
from growth.planting_model m
join growth.planting_model_site s using (planting_model_id)
left join lateral (
    select a.reading_id, a.round, a.stems_per_ha, a.form, a.parameters, a.source, a.mark, a.page_sha256
    from growth.planting_reading a
    where a.planting_model_id = m.planting_model_id and a.site_class = s.site_class
      and exists (
          select from growth.planting_reading b
          where b.planting_model_id = a.planting_model_id and b.site_class = a.site_class and b.round = a.round and b.reading_id < a.reading_id
            and b.stems_per_ha = a.stems_per_ha and b.form = a.form and b.parameters = a.parameters)
    order by a.round desc, a.reading_id
    limit 1
) r on true
cross join lateral (
    select count(*) as readings
    from growth.planting_reading o
    where o.planting_model_id = m.planting_model_id and o.site_class = s.site_class and o.round > coalesce(r.round, 0)
) n;

create or replace view growth.planting_reading_v as
select r.reading_id, r.planting_model_id, r.site_class, r.round, r.stems_per_ha, r.form, r.parameters, r.source, r.mark,
       encode(r.page_sha256, 'hex') as page_sha256, r.read_by, r.read_at
from growth.planting_reading r;

create or replace view growth.sink_table_v as
select t.sink_table_id, t.year, t.run_id, t.previous_run, t.previous_table, t.state, t.method_note, encode(t.content_sha256, 'hex') as sha256,
       t.age_deviation_kg, t.made_by, t.made_at, t.frozen_at, t.withdrawn_by,
       (select count(*)::int from growth.sink_approval a where a.sink_table_id = t.sink_table_id) as approvals,
       t.withdrawn_at, t.withdrawal_reason, t.superseded_by, t.method_note_en
from growth.sink_table t;

-- Drafts that wait for an approval: their year is over on the county's clock, the curves they rest on are approved.
create or replace view growth.sink_draft_v as
select t.sink_table_id, t.year, t.made_by, t.made_at, r.curve_set_id, s.approval = 'approved' as are_curves_approved, a.approved_by
from growth.sink_table t
join growth.run r using (run_id)
join growth.curve_set s using (curve_set_id)
cross join lateral (
    select coalesce(array_agg(p.approved_by), '{}') as approved_by from growth.sink_approval p where p.sink_table_id = t.sink_table_id) a
where t.state = 'draft';

create or replace view growth.sink_line_v as
select l.sink_table_id, l.line, l.parcels, l.area_m2, l.volume_m3, l.stock_kg, l.previous_kg, l.growth_kg, l.new_forest_kg, l.harvest_kg,
       l.disturbance_kg, l.left_forest_kg, l.revision_kg
from growth.sink_line l;

create or replace view growth.sink_uncertainty_v as
select u.sink_table_id, u.component, u.deviation_kg, u.note, u.note_en
from growth.sink_uncertainty u;
