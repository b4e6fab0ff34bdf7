with voucher as materialized (
    select v.event_id, v.effective_on, v.voucher, v.summary, v.counterparty, v.evidence, v.document_number, v.posted_entry_id
    from finance.money_event_v v
    where (v.book = @book or v.other_book = @book) and v.outcome = 'posted' and v.effective_on between @from and @through
), line as materialized (
    -- By a list of entries and not by a join: the view joins as many tables as the planner puts in order, and would be read as a whole.
    select p.* from ledger.posting_v p where p.entry_id = any (array(select v.posted_entry_id from voucher v)) and p.book = @book
)
select v.event_id, v.effective_on, v.voucher, v.summary, p.debit_account as debit, d.name as debit_name, p.credit_account as credit, c.name as credit_name, p.amount as amount_fen,
       v.counterparty, v.evidence, v.document_number, p.posting_id, p.hash
from voucher v
join line p on p.entry_id = v.posted_entry_id
join ledger.account_v d on d.account_id = p.debit_account_id
join ledger.account_v c on c.account_id = p.credit_account_id
order by v.effective_on, v.event_id, p.line
