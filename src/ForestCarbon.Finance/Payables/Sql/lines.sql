-- Lines of a list with what stands behind each: the contract, the vouchers by which it is owed and was paid, and of a correction the line it corrects.
with owed as (
    select e.event_id, e.voucher
    from finance.payable_list l
    left join finance.distribution_run r on r.run_id = l.run_id
    join finance.money_event_v e on e.event_id = coalesce(r.event_id, (
        select max(x.event_id) from finance.money_event x
        where x.template = 'compensation-owed' and x.subject_kind = 'list' and x.subject_id = l.list_id::text and finance.is_living(x.event_id)))
    where l.list_id = @listId
)
select n.*, k.contract_no, o.event_id as owed_event_id, o.voucher as owed_voucher, p.event_id as paid_event_id, p.voucher as paid_voucher,
       (select coalesce(array_agg(distinct a.kind), '{}') from finance.payee_account_v a where a.payee_id = n.payee_id and a.outcome = 'confirmed') as account_kinds,
       (select coalesce(array_agg(distinct a.kind), '{}') from finance.payee_account_v a
        where a.payee_id = n.payee_id and a.outcome = 'waiting' and not exists (
            select from finance.payee_account_v c where c.payee_id = a.payee_id and c.kind = a.kind and c.outcome = 'confirmed' and c.payee_account_id > a.payee_account_id)) as waiting_kinds,
       w.amount_fen as was_fen, y.name as was_payee_name, w.held_for as corrected_because
from finance.payable_line_v n
join finance.payable_list l using (list_id)
left join owed o on true
left join finance.protection_contract k on k.contract_id = n.contract_id
left join finance.payment_batch b on b.batch_id = n.batch_id and n.payment = 'paid'
left join finance.money_event_v p on p.event_id = b.event_id
left join finance.payable_line w on w.list_id = l.corrects and w.line = l.corrects_line
left join finance.payee y on y.payee_id = w.payee_id
where n.list_id = @listId
order by n.line
