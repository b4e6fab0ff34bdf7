-- What each payee got of a run, paid or on its way apart from what was not paid; a corrected line counts by its correction.
select n.payee_id, y.code as payee, p.is_paid, sum(n.amount_fen)::bigint as amount_fen
from finance.payable_list l
join finance.payable_line n using (list_id)
join finance.payee y using (payee_id)
cross join lateral (select exists (select from finance.payment_line x where x.list_id = n.list_id and x.line = n.line and x.outcome is distinct from 'returned') as is_paid) p
where l.run_id = @runId and l.state <> 'withdrawn'
    and not exists (select from finance.payable_list c where c.corrects = n.list_id and c.corrects_line = n.line and c.state <> 'withdrawn')
group by n.payee_id, y.code, p.is_paid
order by y.code, p.is_paid
