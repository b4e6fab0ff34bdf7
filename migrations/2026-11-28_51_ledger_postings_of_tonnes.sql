-- Postings of tonnes stand among those of money, of which there are many more: holdings on a day are swept from these alone.
create index posting_of_tonnes on ledger.posting (effective_on) where issuance_ids is not null;
