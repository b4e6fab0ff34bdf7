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
order by since desc
limit 20;
