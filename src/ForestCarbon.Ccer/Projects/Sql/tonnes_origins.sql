-- The acts that entered the tonnes of an entry, of an issuance or of an act itself, each with the tranche it was asked from, the newest verification report of that tranche
-- and how much of the tranche fell to the year. An act without a tranche was entered by hand.
with asked as materialized (
    select array(select u.issuance from ledger.posting_v p cross join lateral unnest(p.issuance_ids) as u (issuance) where p.entry_id = @entry::bigint) as issuances
)
select i.act_id, i.vintage, i.batch, i.tonnes, i.verification_report, i.note, t.tranche_id, t.number as tranche, t.period_from, t.period_to, t.registered_t, t.registry_number,
       t.registered_on, d.document_id, d.name as report_name, d.version as report_version, d.dated as report_dated, d.file_sha256 as report_sha256
from asked q
cross join ledger.act_v i
left join lateral (select p.issuance_ids from ledger.posting_v p where p.entry_id = i.posted_entry_id order by p.line limit 1) n on true
left join ccer.tranche_act_v e on e.act_id = i.act_id
left join ccer.reduction_tranche_v t on t.tranche_id = e.tranche_id
left join lateral (
    select r.document_id, r.name, r.version, r.dated, r.file_sha256
    from ccer.project_document_v r
    where r.tranche_id = t.tranche_id and r.document_kind = 'verification-report'
    order by r.version desc limit 1) d on true
where i.kind = 'issue' and i.project = @project
  and (i.act_id = @act::bigint or n.issuance_ids @> array[@issuance::bigint] or n.issuance_ids && q.issuances)
order by i.vintage, i.act_id
