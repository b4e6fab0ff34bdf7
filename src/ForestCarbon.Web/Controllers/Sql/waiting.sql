select 'run' as kind, r.title, null::text as detail, '/growth/runs/' || r.run_id as href, r.created_at as since
from growth.run_v r
where @approves and r.review = 'waiting'
union all
select 'failed-run', r.title, r.failure, '/growth/runs/' || r.run_id, r.ended_at
from growth.run_v r
where @imports and r.state = 'failed' and r.run_id = (select max(run_id) from growth.run_v)
union all
select 'import', i.file_name, i.layer, '/inventory/imports/' || i.import_id, i.staged_at
from inventory.import_v i
where @imports and i.state = 'staged' and not i.is_replaced
union all
select 'sink-table', d.year::text, case when not d.are_curves_approved then d.curve_set_id::text end, '/growth/sink-tables/' || d.sink_table_id, d.made_at
from growth.sink_draft_v d
where @approves and d.year < @thisYear and d.made_by <> @me and not @me = any (d.approved_by)
union all
-- Acts of the subsidiary book that no other account has confirmed yet, told as one.
select 'pending-acts', count(*)::text, null, '/finance/acts?outcome=pending', max(a.made_at)
from ledger.act_v a
where @enters and a.outcome = 'pending'
having count(*) > 0
union all
-- Registered tranches of which the book holds less than what was registered; how much is missing is the detail.
select 'tranche', concat_ws('/', p.code, t.number), (t.registered_t - e.tonnes)::text, ccer.project_address(p.code) || '?tranche=' || t.number, (t.registered_on + time '12:00') at time zone 'Asia/Shanghai'
from ccer.reduction_tranche_v t
join ccer.project_v p using (project_id)
cross join lateral (select coalesce(sum(a.tonnes), 0)::bigint as tonnes from ccer.tranche_act_v a where a.tranche_id = t.tranche_id and a.stands) e
where @enters and t.state = 'registered' and t.registered_t > e.tonnes and (@townships::text[] is null or p.township_codes && @townships)
order by since desc
limit 20;
