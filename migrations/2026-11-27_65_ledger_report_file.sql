-- One verification report is one file, whatever each project calls it: its hash tells the checker where the same report is used already.
alter table ledger.act add column report_sha256 bytea constraint act_report_hash check (octet_length(report_sha256) = 32);
alter table ledger.act add constraint act_report_is_of_a_batch check (report_sha256 is null or kind = 'issue');
grant insert (report_sha256) on ledger.act to forestcarbon_app;
create index act_of_report on ledger.act (report_sha256) where report_sha256 is not null;
create index act_acceptance_of_document on ledger.act_acceptance (document_sha256);
