-- Accounts of holders' tonnes in the subsidiary book are never below zero on any effective day.
select a.account_id, a.asset_kind, a.state, a.debits, a.credits, a.pending_debits, a.pending_credits, a.postings, a.head,
       coalesce(b.kind = 'subsidiary' and b.code = '备查账' and a.normal_side = 'debit', false) as is_covered_by_day
from ledger.account a
left join ledger.book b using (book_id)
order by a.account_id
