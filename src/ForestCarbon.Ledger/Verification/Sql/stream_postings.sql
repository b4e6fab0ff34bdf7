select p.entry_id, p.line, p.book_id, p.asset_id, p.debit_account_id, p.credit_account_id, p.amount, p.stage, coalesce(p.pair, 0),
       p.effective_on, p.recorded_at, p.issuance_ids, p.serials, p.debit_seq, p.credit_seq, p.debit_previous, p.credit_previous, p.hash
from ledger.posting p
order by p.entry_id, p.line
