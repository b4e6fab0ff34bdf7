-- Why the ledger is read-only is read in both languages. Halts from before have their Chinese sentence alone.
alter table ledger.halt add column reason_en text constraint halt_reason_en check (reason_en <> '');
comment on column ledger.halt.reason_en is 'null: said in Chinese only';
