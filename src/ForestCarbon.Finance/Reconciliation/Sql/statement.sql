-- What an import of a bank statement added to a book: the lines that were not known before.
select s.file_name, y.name_zh as layout_zh, y.name_en as layout_en, count(*)::int as lines, min(l.dated) as from_on, max(l.dated) as through_on,
       coalesce(sum(l.amount_fen) filter (where l.amount_fen > 0), 0)::bigint as in_fen, coalesce(-sum(l.amount_fen) filter (where l.amount_fen < 0), 0)::bigint as out_fen
from finance.bank_statement s
join finance.entity e using (book_id)
join finance.bank_layout y using (layout)
join finance.bank_line l using (statement_id)
where s.statement_id = @statementId and e.code = @book
group by s.file_name, y.name_zh, y.name_en
