select coalesce(sum(a.postings), 0)::bigint / 2 from ledger.account a
