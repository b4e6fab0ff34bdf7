-- What the first page of a book asks for, found without walking the vouchers: whether a sale was taken back, what of a fund waits.
create index money_event_of_sale_reversed on finance.money_event (subject_id) where template = 'sale-reversed';

alter table finance.money_event_waiting add column fund_id bigint constraint money_event_waiting_fund_fk references finance.fund;
-- A copy of what the event says: no change that somebody made.
alter table finance.money_event_waiting disable trigger through_the_door;
update finance.money_event_waiting w set fund_id = e.fund_id from finance.money_event e where e.event_id = w.event_id and e.fund_id is not null;
alter table finance.money_event_waiting enable trigger through_the_door;
create index money_event_waiting_of_fund on finance.money_event_waiting (fund_id) where fund_id is not null;
