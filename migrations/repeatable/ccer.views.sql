-- The published face of the CCER module. Columns are only ever added at the end.
create or replace view ccer.parameter_v as
select p.parameter_id, p.methodology_id, p.param_key, p.species, p.value, p.unit, p.name_zh, p.name_en, p.used_by, p.source, p.mark,
       p.effective_from, p.effective_to, p.superseded_by, p.entered_by, p.entered_at, r.readings::int as readings, r.agreeing::int as agreeing,
       case when r.agreeing >= 2 and r.agreeing = r.readings then 'verified'
            when r.readings > r.agreeing or (p.value is null and r.readings > 0) then 'differs'
            when r.readings = 1 then 'read-once'
            else 'unread' end as verification
from ccer.parameter p
cross join lateral (
    select count(*) as readings, count(*) filter (where g.value = p.value) as agreeing
    from ccer.parameter_reading g
    where g.parameter_id = p.parameter_id) r;

create or replace view ccer.parameter_reading_v as
select g.reading_id, g.parameter_id, g.value, g.source, encode(g.page_sha256, 'hex') as page_sha256, g.read_by, g.read_at
from ccer.parameter_reading g;

create or replace view ccer.claim_v as
select c.claim_id, c.scheme, s.is_known, c.exclusion_group, c.code, c.name, c.state, lower(c.period) as period_from,
       upper(c.period) - 1 as period_to, c.provisional_until, c.holder, c.source, c.registered_on, c.closed_on, c.closing_reason,
       c.is_demonstration, p.plots, p.area_m2, p.counted_area_m2, o.overlaps, c.period
from ccer.claim c
join ccer.scheme s using (scheme)
cross join lateral (
    select count(*)::int as plots, coalesce(sum(g.area_m2), 0) as area_m2, coalesce(sum(g.counted_area_m2), 0) as counted_area_m2
    from ccer.claim_plot g where g.claim_id = c.claim_id) p
cross join lateral (
    select count(*)::int as overlaps from ccer.claim_overlap g where g.claim_id = c.claim_id or g.other_claim_id = c.claim_id) o;

create or replace view ccer.claim_plot_v as
select p.claim_id, p.plot, p.name, p.township_code, p.area_m2, p.counted_area_m2, p.geom, p.geom_3857
from ccer.claim_plot p;

create or replace view ccer.claim_overlap_v as
select o.claim_id, o.plot, o.other_claim_id, o.other_plot, o.area_m2, o.verdict, o.found_at
from ccer.claim_overlap o;

create or replace view ccer.scheme_v as
select s.scheme, s.name_en, s.exclusion_group, s.is_known, s.position from ccer.scheme s;

create or replace view ccer.exclusion_v as
select e.scheme_a, e.scheme_b, e.excludes, e.extent, e.source, e.mark from ccer.exclusion e;

create or replace view ccer.screening_v as
select s.run_id, j.title, j.state, s.methodology_id, s.as_of, s.claims_as_of, s.start_date, s.crediting_years, s.planting_model, s.generation,
       s.accounting_run, s.manifest, encode(s.manifest_sha256, 'hex') as manifest_sha256, encode(s.result_sha256, 'hex') as result_sha256,
       s.pieces, s.parcels, s.finished_at, j.requested_by, j.created_at, j.started_at, j.ended_at, j.failure
from ccer.screening s
join platform.job_run j using (run_id);

create or replace view ccer.screening_piece_v as
select p.run_id, p.parcel_id, p.piece, p.parcel_version_id, p.township_code, p.area_m2, p.verdict, p.reasons, p.first_fail, p.start_date,
       p.is_planted, p.flags, p.history, p.tenure_ids, p.claim_ids, p.protected_ids, p.expected_kg, p.expected_reason, p.plot, p.plot_area_m2, p.geom
from ccer.screening_piece p;

create or replace view ccer.screening_total_v as
select t.run_id, t.township_code, t.position, t.pieces, t.pass_m2, t.need_m2, t.fail_m2, t.left_pass_m2, t.left_need_m2
from ccer.screening_total t;

create or replace view ccer.parcel_statement_v as
select t.statement_id, t.parcel_id, t.shrub_share, t.keeps_trees, t.additionality, t.source, encode(t.file_sha256, 'hex') as file_sha256, t.stated_on,
       t.stated_by, t.is_demonstration
from ccer.parcel_statement t;

create or replace view ccer.selection_v as
select s.selection_id, s.run_id, s.name, s.note, s.made_by, s.made_at, s.withdrawn_at
from ccer.selection s;

create or replace view ccer.selection_piece_v as
select p.selection_id, p.parcel_id, p.piece, p.parcel_version_id, p.township_code
from ccer.selection_piece p;

-- What owners declared of parcels up to a day: of each thing the latest statement that says something of it.
create or replace function ccer.parcel_statement_on(day date, first_parcel bigint, last_parcel bigint)
returns table (parcel_id bigint, shrub_share numeric, keeps_trees boolean, additionality text) language sql stable as $$
    select t.parcel_id, (array_agg(t.shrub_share order by t.stated_on desc, t.statement_id desc) filter (where t.shrub_share is not null))[1],
           (array_agg(t.keeps_trees order by t.stated_on desc, t.statement_id desc) filter (where t.keeps_trees is not null))[1],
           (array_agg(t.additionality order by t.stated_on desc, t.statement_id desc) filter (where t.additionality is not null))[1]
    from ccer.parcel_statement t
    where t.stated_on <= day and t.parcel_id between first_parcel and last_parcel
    group by t.parcel_id
$$;
