-- Other acts that rest on the same paper as one: the file of its record or acceptance, the file of its verification report, or a report
-- of that name. A withdrawn act rests on nothing.
with asked as (
    select a.act_id, a.report_sha256, upper(btrim(a.verification_report)) as report,
           array_remove(array[r.document_sha256, p.document_sha256, a.report_sha256], null) as files
    from ledger.act a
    left join ledger.act_record c using (act_id)
    left join ledger.record r using (record_id)
    left join ledger.act_acceptance p using (act_id)
    where a.act_id = @actId
), same as (
    select c.act_id, 'record' as paper
    from asked k join ledger.record r on r.document_sha256 = any (k.files) join ledger.act_record c using (record_id)
    union
    select p.act_id, 'acceptance' from asked k join ledger.act_acceptance p on p.document_sha256 = any (k.files)
    union
    select o.act_id, 'report'
    from asked k join ledger.act o on o.kind = 'issue' and (o.report_sha256 = any (k.files) or upper(btrim(o.verification_report)) = k.report)
)
select v.act_id, v.kind, v.holder_name, v.project, v.vintage, v.batch, v.tonnes, v.outcome,
       v.reversed_by, array_agg(s.paper order by s.paper) as papers, k.project <> v.project as is_other_project
from same s
join ledger.act_v v using (act_id)
join ledger.act k on k.act_id = @actId
where v.act_id <> @actId and v.outcome <> 'withdrawn'
group by v.act_id, v.kind, v.holder_name, v.project, v.vintage, v.batch, v.tonnes, v.outcome, v.reversed_by, k.project
order by v.act_id
