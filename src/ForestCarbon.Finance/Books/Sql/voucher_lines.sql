select v.event_id, v.effective_on, v.voucher, v.summary, p.debit_account as debit, d.name as debit_name, p.credit_account as credit, c.name as credit_name, p.amount as amount_fen,
       v.counterparty, v.evidence, v.document_number, p.posting_id, p.hash
from finance.money_event_v v
join ledger.posting_v p on p.entry_id = v.posted_entry_id and p.book = @book
join ledger.account_v d on d.account_id = p.debit_account_id
join ledger.account_v c on c.account_id = p.credit_account_id
where (v.book = @book or v.other_book = @book) and v.outcome = 'posted' and v.effective_on between @from and @through
order by v.effective_on, v.event_id, p.line
