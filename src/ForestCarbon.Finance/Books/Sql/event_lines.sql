with entry as materialized (
    select v.event_id, n.entry_id
    from finance.money_event v
    left join finance.money_event_outcome o using (event_id)
    cross join lateral (values (v.entry_id), (o.entry_id)) n (entry_id)
    where v.event_id = any (@eventIds) and n.entry_id is not null
), line as materialized (
    -- By a list of entries and not by a join: the view joins as many tables as the planner puts in order, and would be read as a whole.
    select p.* from ledger.posting_v p where p.entry_id = any (array(select n.entry_id from entry n))
)
select n.event_id, p.posting_id, p.stage, p.book, p.debit_account as debit, d.name as debit_name, p.credit_account as credit, c.name as credit_name, p.amount as amount_fen,
       p.recorded_at, p.hash
from entry n
join line p using (entry_id)
join ledger.account_v d on d.account_id = p.debit_account_id
join ledger.account_v c on c.account_id = p.credit_account_id
order by p.entry_id, p.line
