-- The published face of the CCER module. Columns are only ever added at the end.
create or replace view ccer.parameter_v as
select p.parameter_id, p.methodology_id, p.param_key, p.species, p.value, p.unit, p.name_zh, p.name_en, p.used_by, p.source, p.mark,
       p.effective_from, p.effective_to, p.superseded_by, p.entered_by, p.entered_at, r.readings::int as readings, r.agreeing::int as agreeing,
       case when r.agreeing >= 2 and r.agreeing = r.readings then 'verified'
            when r.readings = 1 and p.value is null then 'read-once'
            when r.readings > r.agreeing then 'differs'
            when r.readings = 1 then 'read-once'
            else 'unread' end as verification,
       case when r.agreeing >= 2 and r.agreeing = r.readings then r.pages end as verified_from
from ccer.parameter p
cross join lateral (
    select count(*) as readings, count(*) filter (where g.value = p.value) as agreeing,
           string_agg(distinct g.source, '；' order by g.source) filter (where g.value = p.value) as pages
    from ccer.parameter_reading g
    where g.parameter_id = p.parameter_id and g.withdrawn_at is null) r;

create or replace view ccer.parameter_reading_v as
select g.reading_id, g.parameter_id, g.value, g.source, encode(g.page_sha256, 'hex') as page_sha256, g.read_by, g.read_at, g.withdrawn_at, g.withdrawal_reason,
       exists (select from ccer.parameter_reading e
               where e.parameter_id = g.parameter_id and e.read_by = g.read_by and e.reading_id < g.reading_id and e.withdrawn_at is not null) as is_corrected,
       coalesce(a.name, g.read_by) as read_by_name, g.withdrawn_by, coalesce(b.name, g.withdrawn_by) as withdrawn_by_name
from ccer.parameter_reading g
left join platform.account_name_v a on a.actor = g.read_by
left join platform.account_name_v b on b.actor = g.withdrawn_by;

create or replace view ccer.source_document_v as
select d.document_id, d.methodology_id, d.title, d.media_type, encode(d.file_sha256, 'hex') as sha256, d.sent_by, d.sent_at
from ccer.source_document d;

create or replace view ccer.claim_v as
select c.claim_id, c.scheme, s.is_known, c.exclusion_group, c.code, c.name, c.state, lower(c.period) as period_from,
       upper(c.period) - 1 as period_to, c.provisional_until, c.holder, c.source, c.registered_on, c.closed_on, c.closing_reason,
       c.is_demonstration, p.plots, p.area_m2, p.counted_area_m2, o.overlaps, c.period, c.firm_on, encode(c.closing_sha256, 'hex') as closing_sha256, c.closing_name
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

create or replace view ccer.overlap_rule_v as
select r.nothing_m2, r.warning_m2, r.warning_share, r.source, r.mark from ccer.overlap_rule r;

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

create or replace view ccer.working_year_v as
select y.working_year_id, y.year, y.source, y.mark, encode(y.file_sha256, 'hex') as file_sha256, y.entered_by, y.entered_at, y.approved_by, y.approved_at,
       y.withdrawn_at, y.superseded_by, d.holidays::int as holidays, d.make_ups::int as make_ups,
       case when y.superseded_by is not null then 'superseded' when y.withdrawn_at is not null then 'withdrawn'
            when y.approved_at is not null then 'holds' else 'proposed' end as state
from ccer.working_year y
cross join lateral (
    select count(*) filter (where not g.is_make_up) as holidays, count(*) filter (where g.is_make_up) as make_ups
    from ccer.working_year_day g where g.working_year_id = y.working_year_id) d;

create or replace view ccer.working_year_day_v as
select d.working_year_id, y.year, d.day, d.is_make_up, d.name, y.source, y.mark,
       y.approved_at is not null and y.superseded_by is null as holds
from ccer.working_year_day d
join ccer.working_year y using (working_year_id);

create or replace view ccer.mirror_record_v as
select r.record_id, r.apply_id, r.data_type, r.track, r.rank, r.form, r.project_name, r.owner_name, r.project_type, r.project_type_name, r.status,
       r.status_name, r.certification_id, r.ccer_id, r.methodology_num, r.methodology_name, r.province, r.expected_t_a, r.certified_t, r.public_from,
       r.public_to, r.content, encode(r.content_sha256, 'hex') as content_sha256, r.first_observed, r.last_observed, r.receipt_id
from ccer.mirror_record r;

-- An application stands at its highest rank, however late a lower one is seen. Each field comes from the record of highest rank that has
-- it, of equals the one seen last, then by content: nothing depends on the order of arrival. What is certified is said by the
-- registration (type 4) before all others.
create or replace view ccer.mirror_entry_v as
select r.apply_id, r.track, max(r.rank) as rank, (array_agg(r.data_type order by r.rank desc, r.last_observed desc, r.content_sha256))[1] as data_type,
       (array_agg(r.status_name order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.status_name is not null))[1] as status_name,
       (array_agg(r.project_name order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.project_name is not null))[1] as project_name,
       (array_agg(r.owner_name order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.owner_name is not null))[1] as owner_name,
       (array_agg(r.project_type order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.project_type is not null))[1] as project_type,
       (array_agg(r.project_type_name order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.project_type_name is not null))[1] as project_type_name,
       (array_agg(r.methodology_num order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.methodology_num is not null))[1] as methodology_num,
       (array_agg(r.methodology_name order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.methodology_name is not null))[1] as methodology_name,
       (array_agg(r.province order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.province is not null))[1] as province,
       (array_agg(r.expected_t_a order by r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.expected_t_a is not null))[1] as expected_t_a,
       (array_agg(r.certified_t order by r.data_type = '4' desc, r.rank desc, r.last_observed desc, r.content_sha256) filter (where r.certified_t is not null))[1] as certified_t,
       count(distinct r.certified_t)::int as certified_figures,
       (array_agg(r.public_from order by r.last_observed desc, r.rank, r.content_sha256) filter (where r.public_from is not null))[1] as public_from,
       (array_agg(r.public_to order by r.last_observed desc, r.rank, r.content_sha256) filter (where r.public_to is not null))[1] as public_to,
       min(r.first_observed) as first_observed, max(r.last_observed) as last_observed,
       (array_agg(r.last_observed order by r.rank desc, r.last_observed desc))[1] < max(r.last_observed) as is_seen_lower_since,
       count(*)::int as records, count(distinct r.ccer_id)::int as issues,
       coalesce(bool_or(r.methodology_num like 'CCER-14-%') or bool_or(r.project_type like 'N01%'), false) as is_forestry
from ccer.mirror_record r
group by r.apply_id, r.track;

create or replace view ccer.mirror_receipt_v as
select r.receipt_id, r.source, encode(r.file_sha256, 'hex') as file_sha256, r.observed_on, r.records, r.findings, r.received_by, r.received_at
from ccer.mirror_receipt r;

create or replace view ccer.task_v as
select t.task_id, t.title, t.href, t.owner, coalesce(a.name, t.owner) as owner_name, t.due_on, t.is_estimate, t.period_kind, t.period_from,
       t.remind_days, t.note, t.made_by, t.made_at, t.done_by, t.done_at, t.done_note
from ccer.task t
left join platform.account_name_v a on a.actor = t.owner;

create or replace view ccer.task_version_v as
select v.task_id, v.version, v.title, v.owner, coalesce(a.name, v.owner) as owner_name, v.due_on, v.is_estimate, v.period_kind, v.period_from, v.remind_days, v.note,
       v.replaced_by, coalesce(b.name, v.replaced_by) as replaced_by_name, v.replaced_at
from ccer.task_version v
left join platform.account_name_v a on a.actor = v.owner
left join platform.account_name_v b on b.actor = v.replaced_by;

-- The page of a project. A code may hold what means something else in an address.
create or replace function ccer.project_address(code text) returns text language sql immutable parallel safe as $$
    select '/ccer/projects/' || replace(replace(replace(replace(code, '%', '%25'), '#', '%23'), '?', '%3F'), '\', '%5C')
$$;

-- Everything that falls due on a day, from whatever module of ours; a source is added here. townships null: the whole county's.
create or replace view ccer.deadline_v as
select 'task:' || t.task_id as key, 'task' as kind, t.due_on, t.title, null::text as title_en, coalesce(t.href, '/ccer/calendar/tasks/' || t.task_id) as href, t.owner,
       t.owner_name, t.is_estimate, t.done_at is not null as is_done, t.remind_days, null::text[] as townships
from ccer.task_v t
union all
select 'claim:' || c.claim_id, 'provisional-claim', c.provisional_until, format('设计暂占到期：%s %s', c.scheme, c.code), format('Provisional claim lapses: %s', c.code),
       '/ccer/claims/' || c.claim_id, 'role:developer', 'role:developer', false, false, 20::smallint,
       (select array_agg(distinct p.township_code) from ccer.claim_plot p where p.claim_id = c.claim_id)
from ccer.claim c
where c.state = 'provisional' and c.provisional_until is not null
union all
-- A statutory period that a move began, over with the next move of the same project or tranche.
select 'move:' || m.move_id, 'statutory', m.due_on, format('%s：%s%s', k.name_zh, p.code, case when t.number is not null then format(' 第 %s 期', t.number) else '' end),
       format('%s: %s%s', k.name_en, p.code, case when t.number is not null then format(' tranche %s', t.number) else '' end), ccer.project_address(p.code), 'role:developer', 'role:developer', false,
       exists (select from ccer.project_move n where n.project_id = m.project_id and n.tranche_id is not distinct from m.tranche_id and n.move_id > m.move_id), 5::smallint, p.township_codes
from ccer.project_move m
join ccer.project p using (project_id)
join ccer.period_kind k using (period_kind)
left join ccer.reduction_tranche t on t.tranche_id = m.tranche_id
where m.due_on is not null
  -- What was withdrawn before its period was over neither falls due nor was seen to.
  and (select n.to_state from ccer.project_move n
       where n.project_id = m.project_id and n.tranche_id is not distinct from m.tranche_id and n.move_id > m.move_id
       order by n.move_id limit 1) is distinct from 'withdrawn'
union all
-- A case of the reversal watch waits for its answer.
select 'reversal:' || v.case_id, 'reversal', v.deadline, format('逆转案件：%s', c.code), format('Reversal case: %s', c.code), '/ccer/reversals/' || v.case_id,
       'role:developer', 'role:developer', false, v.outcome is not null, 5::smallint, v.township_codes
from ccer.reversal_case v
join ccer.claim c using (claim_id)
where v.deadline is not null
union all
-- A mandate that ends before the crediting period does leaves a gap, until another of the same lot goes on from the next day.
select 'mandate:' || m.mandate_id, 'mandate', upper(m.term) - 1, format('授权到期：%s 宗地 %s', p.code, m.lot_code), format('Mandate ends: %s, lot %s', p.code, m.lot_code),
       ccer.project_address(p.code) || '/mandates', 'role:developer', 'role:developer', false,
       exists (select from ccer.mandate n where n.project_id = m.project_id and n.lot_code = m.lot_code and n.revoked_on is null and n.term @> upper(m.term)), 20::smallint, p.township_codes
from ccer.mandate m
join ccer.project p using (project_id)
join ccer.life_state s on s.machine = 'project' and s.state = p.state
where m.revoked_on is null and not s.is_final and (p.crediting_to is null or upper(m.term) <= p.crediting_to)
union all
-- The contract behind a role ends. It is seen to where somebody has the role from the next day on; what is past where no move asks for the role any more.
select 'contract:' || q.project_party_id, 'contract', q.until_on, format('合同到期：%s %s', p.code, r.name_zh), format('Contract ends: %s, %s', p.code, r.name_en),
       ccer.project_address(p.code) || '#parties', 'role:developer', 'role:developer', false,
       exists (select from ccer.project_party n
               where n.project_id = q.project_id and n.role = q.role and n.tranche_id is not distinct from q.tranche_id
                 and n.from_on <= q.until_on + 1 and coalesce(n.until_on > q.until_on, true))
       or (q.until_on < current_date and not case q.role
               when 'owner' then true
               when 'validator' then p.state in ('reserve', 'design', 'publicity', 'publicity-ended', 'validating', 'validation-failed')
               when 'verifier' then exists (select from ccer.reduction_tranche t
                                            where t.project_id = q.project_id and coalesce(q.tranche_id, t.tranche_id) = t.tranche_id
                                              and t.state not in ('verified', 'applied', 'supplementing', 'refused', 'registered', 'withdrawn'))
               else false end), 20::smallint, p.township_codes
from ccer.project_party q
join ccer.project p using (project_id)
join ccer.life_state s on s.machine = 'project' and s.state = p.state
join (values ('owner', '项目业主', 'project owner'), ('developer', '开发机构', 'developer'), ('right-holder', '权利人', 'right holder'), ('validator', '审定机构', 'validation body'),
             ('verifier', '核查机构', 'verification body'), ('registry', '登记机构', 'registry'), ('exchange', '交易机构', 'exchange')) as r (role, name_zh, name_en) using (role)
where q.until_on is not null and not s.is_final
union all
-- The first day of a registered project that no registered tranche covers lapses five years later (Measures, article 17); told as many
-- working days ahead as the steps before an application are planned with. Days between two registered tranches that lapsed altogether are lost and fall due no more.
select 'expiry:' || e.project_id, 'expiry', (e.first_uncredited + interval '5 years')::date, format('首个未计入日 %s 失效：%s', e.first_uncredited, e.code),
       format('First uncredited day %s lapses: %s', e.first_uncredited, e.code), ccer.project_address(e.code), 'role:developer', 'role:developer', false, false,
       (select coalesce(sum(l.working_days), 0) from ccer.lead_time l)::smallint, e.township_codes
from (select u.project_id, u.code, u.township_codes, min(lower(g.days)) as first_uncredited
      from (select p.project_id, p.code, p.township_codes,
                   datemultirange(daterange(greatest(p.crediting_from, date '2020-09-23'), p.crediting_to, '[]')) - coalesce(range_agg(t.period), '{}'::datemultirange) as uncredited
            from ccer.project p
            left join ccer.reduction_tranche t on t.project_id = p.project_id and t.state = 'registered'
            where p.state = 'registered' and p.crediting_from is not null and p.crediting_to >= greatest(p.crediting_from, date '2020-09-23')
            group by p.project_id) u
      cross join lateral unnest(u.uncredited) as g (days)
      where upper(g.days) - 1 >= (current_date - interval '5 years')::date
      group by u.project_id, u.code, u.township_codes) e;

-- Our projects as the registry can know them: its number, its list's type (1 in publicity, 6 publicity over and not registered yet, 2 registered; null before
-- publicity, and where the design is changed for another one), t/a expected, t registered, the latest publicity, and of each tranche that was published its
-- list's type (3 in publicity, 7 publicity over, 4 registered).
create or replace view ccer.own_project_v as
select p.code, p.name, p.registry_number, case when p.state = 'publicity' then '1' when p.state in ('registered', 'deregistered') then '2' when p.state <> 'design' then '6' end as stage,
       (select round(f.expected_t / nullif(extract(year from age(p.crediting_to + 1, p.crediting_from)), 0)) from ccer.idea_figure f where f.project_id = p.project_id order by f.idea_figure_id desc limit 1) as expected_t_a,
       (select sum(t.registered_t) from ccer.reduction_tranche t where t.project_id = p.project_id) as certified_t, p.township_codes as townships,
       l.moved_on as public_from, l.due_on as public_to,
       array(select case t.state when 'publicity' then '3' when 'registered' then '4' else '7' end
             from ccer.reduction_tranche t
             where t.project_id = p.project_id and t.state not in ('monitoring', 'accounting', 'withdrawn') order by t.number) as tranche_stages
from ccer.project p
left join lateral (
    select m.moved_on, m.due_on
    from ccer.project_move m
    where m.project_id = p.project_id and m.tranche_id is null and m.to_state = 'publicity'
    order by m.move_id desc limit 1) l on true
where p.state not in ('reserve', 'withdrawn');
