select a.account_id, a.asset_kind, a.state, a.debits, a.credits, a.pending_debits, a.pending_credits, a.postings, a.head
from ledger.account a
order by a.account_id
