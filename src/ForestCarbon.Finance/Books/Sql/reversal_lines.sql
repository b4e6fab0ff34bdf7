select p.credit_account_id as debit_id, p.debit_account_id as credit_id, p.amount, p.pair
from finance.money_event_v v
join ledger.posting_v p on p.entry_id = v.posted_entry_id
where v.event_id = @eventId
order by p.line
