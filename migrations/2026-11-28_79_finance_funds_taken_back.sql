-- A fund that nobody confirmed is taken back although lists named it, once these are withdrawn: what they named stays in their words.
alter table finance.payable_list add column fund_was text;
comment on column finance.payable_list.fund_was is 'document number of the fund it named until that was taken back';
