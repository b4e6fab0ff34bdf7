-- The entry is looked up first: joined to the view of vouchers, that of postings would be read as a whole.
select p.credit_account_id as debit_id, p.debit_account_id as credit_id, p.amount, p.pair
from ledger.posting_v p
where p.entry_id = (select v.posted_entry_id from finance.money_event_v v where v.event_id = @eventId)
order by p.line
