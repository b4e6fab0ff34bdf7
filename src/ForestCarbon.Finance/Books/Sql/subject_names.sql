-- What vouchers were made for, by the name it goes by; what goes by its number alone has none.
select e.event_id,
       case e.subject_kind
           when 'list' then (select l.title from finance.payable_list l where l.list_id = e.subject_id::bigint)
           when 'run' then (select r.title from finance.distribution_run r where r.run_id = e.subject_id::bigint)
           when 'contract' then (select c.code || ' ' || c.title from finance.contract c where c.contract_id = e.subject_id::bigint)
           when 'invoice' then (select i.number from finance.invoice i where i.invoice_id = e.subject_id::bigint)
           when 'loan' then (select n.number from finance.loan n where n.loan_id = e.subject_id::bigint)
           when 'project' then e.subject_id
       end as name
from finance.money_event e
where e.event_id = any (@eventIds) and e.subject_kind is not null
