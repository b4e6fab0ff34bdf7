-- {projects} projects in every state by turns, each with the moves that led there and an end of publicity that runs; those registered with two
-- tranches. The newest 500 stand on ten parcels each. Past the triggers, which would judge move after move.
set local session_replication_role = replica;

insert into ccer.project (code, name, state, methodology_id, township_codes, start_date, crediting_from, crediting_to, lifetime_to, registry_number, registered_on, opened_on, opened_by, state_since)
select 'B-' || n, '测速项目 ' || n, s.state, 'CCER-14-001-V01', array[t.codes[1 + n % cardinality(t.codes)]], '2022-03-01', '2022-03-01', '2042-02-28', '2061-12-31',
       case s.state when 'registered' then '测-' || n end, case s.state when 'registered' then date '2025-09-17' end, date '2024-01-02' + n % 300, 'bench', date '2025-06-01' + n % 300
from generate_series(1, {projects}) n
cross join lateral (select (array['reserve', 'design', 'publicity', 'publicity-ended', 'validating', 'validated', 'applied', 'registered'])[1 + n % 8] as state) s
cross join (select array_agg(township_code order by township_code) as codes from inventory.township_v) t;

insert into ccer.idea_figure (project_id, area_m2, expected_t, cost_fen, revenue_fen, priority, source, stated_by)
select p.project_id, 1000000 + p.project_id, 12000, 100000000, 90000000, 1 + p.project_id % 900, '测速', 'bench' from ccer.project p where p.opened_by = 'bench';

insert into ccer.project_move (project_id, machine, from_state, to_state, moved_on, decision, period_kind, due_on, moved_by)
select p.project_id, 'project', w.way[i - 1], w.way[i], p.opened_on + 40 * i, '测速', case w.way[i] when 'publicity' then k.period_kind end, case w.way[i] when 'publicity' then p.opened_on + 40 * i + 28 + 400 end, 'bench'
from ccer.project p
cross join (select array['reserve', 'design', 'publicity', 'publicity-ended', 'validating', 'validated', 'applied', 'registered'] as way, (select min(period_kind) from ccer.period_kind) as period_kind) k
cross join lateral (select k.way[1:array_position(k.way, p.state)] as way) w
cross join lateral generate_series(1, cardinality(w.way)) i
where p.opened_by = 'bench'
order by p.project_id, i;

insert into ccer.reduction_tranche (project_id, number, period, state, published_t, verified_t, applied_t, registered_t, registry_number, registered_on, opened_by, opened_on, state_since)
select p.project_id, t.number, t.period, t.state, 500, t.tonnes, t.tonnes, t.tonnes, case when t.tonnes is not null then '测-' || p.project_id end, case when t.tonnes is not null then date '2026-01-05' end, 'bench', '2025-10-01', '2026-01-05'
from ccer.project p
cross join (values (1, daterange('2022-03-01', '2025-01-01'), 'registered', 500), (2, daterange('2025-01-01', '2026-01-01'), 'publicity', null)) t (number, period, state, tonnes)
where p.opened_by = 'bench' and p.state = 'registered';

insert into ccer.project_move (project_id, tranche_id, machine, from_state, to_state, moved_on, decision, period_kind, due_on, moved_by)
select t.project_id, t.tranche_id, 'tranche', w.way[i - 1], w.way[i], t.opened_on + 10 * i, '测速', case w.way[i] when 'publicity' then k.period_kind end, case w.way[i] when 'publicity' then date '2026-12-15' + t.tranche_id::int % 60 end, 'bench'
from ccer.reduction_tranche t
cross join (select array['monitoring', 'accounting', 'publicity', 'publicity-ended', 'verifying', 'verified', 'applied', 'registered'] as way, (select min(period_kind) from ccer.period_kind) as period_kind) k
cross join lateral (select k.way[1:array_position(k.way, t.state)] as way) w
cross join lateral generate_series(1, cardinality(w.way)) i
where t.opened_by = 'bench'
order by t.tranche_id, i;

create temporary table ground on commit drop as
select p.project_id, p.nth, v.parcel_id, v.parcel_version_id, v.township_code, v.ellipsoidal_area_m2 as area_m2, s.geom, s.geom_3857, row_number() over (partition by p.project_id order by v.parcel_id)::int as plot
from (select project_id, row_number() over (order by project_id desc) as nth from ccer.project where opened_by = 'bench' order by project_id desc limit 500) p
join (select q.*, 1 + (row_number() over (order by q.parcel_id) - 1) / 10 as nth from inventory.parcel_current_v q where q.is_on_forest_land) v using (nth)
join inventory.parcel_shape_v s using (parcel_version_id);

insert into ccer.project_boundary (project_id, kind, source, generation, area_m2, plots, set_by)
select project_id, 'ex-ante', '测速', (select max(generation) from inventory.data_generation_v), sum(area_m2), count(*), 'bench' from ground group by project_id;

insert into ccer.project_plot (boundary_id, plot, name, township_code, area_m2, geom, geom_3857)
select b.boundary_id, g.plot, '测速 ' || g.plot, g.township_code, g.area_m2, st_multi(g.geom), st_multi(g.geom_3857) from ground g join ccer.project_boundary b using (project_id);

insert into ccer.project_parcel (boundary_id, plot, parcel_id, parcel_version_id, area_m2, expected_kg)
select b.boundary_id, g.plot, g.parcel_id, g.parcel_version_id, g.area_m2, 12000000 from ground g join ccer.project_boundary b using (project_id);
