-- The ledger does not know why an entry stands in a book; whoever keeps the book does. A book may name a function of its owner that judges each of its entries when the change ends. Beside the book and not
-- in it: what is declared of a book is sealed and never changed. Entities' books are judged by their events of money.
create table ledger.book_judge (
    book_id bigint not null constraint book_judge_pk primary key constraint book_judge_book_fk references ledger.book,
    judge   text   not null constraint book_judge_is_a_judge check (judge ~ '^[a-z]+\.judge_[a-z_]+$' and judge !~ '^pg_')
);
comment on column ledger.book_judge.judge is 'schema.function (entry bigint, book text): refuses an entry that its owner did not ask for';
insert into ledger.book_judge (book_id, judge) select e.book_id, 'finance.judge_entry' from finance.entity e;
call platform.put_behind_the_door('ledger.book_judge', 'audited');
grant select, insert (book_id, judge) on ledger.book_judge to forestcarbon_app;
