-- Tonnes of the subsidiary book move by acts only: asked for, cited, confirmed by another. Until now the rule stood in the acts'
-- own tables, and a posting that named no act passed by it. The accounts of that book carry it, so that the function that judges a
-- posting need not look further.
alter table ledger.account add column is_by_acts boolean not null default false;
update ledger.account a set is_by_acts = true from ledger.book b where b.book_id = a.book_id and b.kind = 'subsidiary' and b.code = '备查账';

-- Which accounts act for a holder. A transfer is accepted in the recipient's name by one of these and by nobody else. The newest row of a
-- pair holds; nobody is named by himself.
create table ledger.holder_account (
    holder_account_id bigint      generated always as identity constraint holder_account_pk primary key,
    holder            text        not null constraint holder_account_holder_fk references ledger.holder,
    actor             text        not null constraint holder_account_actor check (actor <> ''),
    is_bound          boolean     not null,
    bound_by          text        not null default current_setting('forestcarbon.actor'),
    bound_at          timestamptz not null default clock_timestamp(),
    constraint holder_account_not_by_oneself check (actor <> bound_by)
);
create index holder_account_newest on ledger.holder_account (holder, actor, holder_account_id desc);
call platform.put_behind_the_door('ledger.holder_account', 'audited');
grant select, insert (holder, actor, is_bound) on ledger.holder_account to forestcarbon_app;

-- A balance of money belongs to one book; rows from before name none.
alter table ledger.statement_line add column book text;
alter table ledger.statement_line add constraint statement_line_money_names_its_book check ((account is null) = (book is null)) not valid;

-- Null is no value to be unique: nearly every entry resolves and reverses nothing, and all of them met on one page of the index.
alter table ledger.entry drop constraint entry_resolves_once, drop constraint entry_reverses_once;
create unique index entry_resolves_once on ledger.entry (resolves) where resolves is not null;
create unique index entry_reverses_once on ledger.entry (reverses) where reverses is not null;
