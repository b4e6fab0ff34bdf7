select p.posting_id, p.stage, p.book, p.debit_account as debit, d.name as debit_name, p.credit_account as credit, c.name as credit_name, p.amount as amount_fen,
       p.recorded_at, p.hash
from finance.money_event_v v
join ledger.posting_v p on p.entry_id in (v.pending_entry_id, v.posted_entry_id)
join ledger.account_v d on d.account_id = p.debit_account_id
join ledger.account_v c on c.account_id = p.credit_account_id
where v.event_id = @eventId
order by p.entry_id, p.line
