select v.event_id, p.posting_id, p.stage, p.book, p.debit_account as debit, d.name as debit_name, p.credit_account as credit, c.name as credit_name, p.amount as amount_fen,
       p.recorded_at, p.hash
from finance.money_event v
left join finance.money_event_outcome o using (event_id)
join ledger.posting_v p on p.entry_id in (v.entry_id, o.entry_id)
join ledger.account_v d on d.account_id = p.debit_account_id
join ledger.account_v c on c.account_id = p.credit_account_id
where v.event_id = any (@eventIds)
order by p.entry_id, p.line
