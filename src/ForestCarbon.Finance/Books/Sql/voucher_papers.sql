-- Papers behind vouchers, wherever they are kept: with the voucher itself, with what it was made for, its fund, the bank's answer or the bank's line. One that takes another back rests on the papers of
-- that one too.
with e as (
    select e.event_id, coalesce(e.reverses, e.event_id) as of_id, e.subject_kind, e.subject_id, e.fund_id from finance.money_event e where e.event_id = any (@eventIds)
)
select p.event_id, p.kind, p.number, p.dated, encode(p.sha256, 'hex') as file_sha256, p.of_id, d.money_event_document_id as document_id, d.entered_by, d.entered_at
from (
    select e.event_id, 0 as place, 'voucher' as kind, d.name as number, d.dated, d.file_sha256 as sha256, d.event_id as of_id, d.money_event_document_id as document_id
    from e join finance.money_event_document d on d.event_id in (e.event_id, e.of_id)
    union all
    select e.event_id, 1, 'invoice', i.number, i.invoiced_on, i.file_sha256, null, null
    from e
    cross join lateral (
        select o.invoice_id from finance.invoice o where o.event_id = e.of_id
        union select s.invoice_id from finance.settlement s where s.event_id = e.of_id
        union select o.invoice_id from finance.sale s join finance.invoice o using (sale_id) where e.subject_kind = 'act' and s.act_id::text = e.subject_id
    ) x
    join finance.invoice i on i.invoice_id = x.invoice_id
    union all
    select e.event_id, 2, 'act', a.record_number, a.record_dated, decode(a.record_sha256, 'hex'), null, null
    from e join ledger.act_v a on e.subject_kind = 'act' and a.act_id::text = e.subject_id where a.is_cited
    union all
    select e.event_id, 2, 'contract', c.code || ' ' || d.name, d.dated, d.file_sha256, null, null
    from e join finance.contract c on e.subject_kind = 'contract' and c.contract_id::text = e.subject_id join finance.contract_document d using (contract_id)
    union all
    select e.event_id, 2, 'agreement', a.project_code || ' v' || a.version, a.signed_on, a.file_sha256, null, null
    from e join finance.distribution_run r on r.event_id = e.of_id join finance.agreement a using (agreement_id)
    union all
    select e.event_id, 2, 'agreement', a.project_code || ' v' || a.version, a.signed_on, a.file_sha256, null, null
    from e join finance.share_recovery v on e.subject_kind = 'recovery' and v.recovery_id::text = e.subject_id join finance.distribution_run r using (run_id) join finance.agreement a using (agreement_id)
    union all
    select e.event_id, 2, 'list', l.title, null, l.file_sha256, null, null
    from e join finance.payable_list l on e.subject_kind = 'list' and l.list_id::text = e.subject_id where l.file_sha256 is not null
    union all
    select e.event_id, 2, 'loan', l.number, l.signed_on, l.file_sha256, null, null from e join finance.loan l on e.subject_kind = 'loan' and l.loan_id::text = e.subject_id
    union all
    select e.event_id, 2, 'policy', y.number, y.from_on, y.file_sha256, null, null from e join finance.policy y on e.subject_kind = 'policy' and y.policy_id::text = e.subject_id
    union all
    select e.event_id, 2, 'subsidy', s.document_number, s.granted_on, s.file_sha256, null, null from e join finance.subsidy s on e.subject_kind = 'subsidy' and s.subsidy_id::text = e.subject_id
    union all
    select e.event_id, 3, 'fund', f.document_number, null, f.document_sha256, null, null from e join finance.fund f using (fund_id)
    union all
    select e.event_id, 4, 'answer', b.batch_id::text, b.returned_at::date, b.return_sha256, null, null from e join finance.payment_batch b on b.event_id = e.of_id
    union all
    select e.event_id, 4, 'answer', u.batch_id::text, u.returned_at::date, u.return_sha256, null, null from e join finance.payment_answer_undone u on u.event_id = e.of_id
    union all
    select e.event_id, 5, 'bank', l.serial, l.dated, s.file_sha256, null, null
    from e join finance.bank_match m using (event_id) join finance.bank_line l using (bank_line_id) join finance.bank_statement s using (statement_id)
) p
left join finance.money_event_document d on d.money_event_document_id = p.document_id
order by p.event_id, p.place, p.dated nulls last, p.number
