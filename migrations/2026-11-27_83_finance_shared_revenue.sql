-- What is divided came in: from a sale, or by a posted voucher of the project's money.
alter table finance.distribution_run add column receipt_event_id bigint constraint distribution_run_receipt_fk references finance.money_event;
comment on column finance.distribution_run.receipt_event_id is 'the posted voucher by which the revenue came in, where it is of no sale of this book';
create index distribution_run_of_receipt on finance.distribution_run (receipt_event_id) where receipt_event_id is not null;
