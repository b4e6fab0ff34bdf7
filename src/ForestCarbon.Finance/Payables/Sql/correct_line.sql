insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, village_name, fund_group, fund_id, run_id, corrects, corrects_line, is_demonstration)
select l.kind, l.book_id, l.year, l.title || '（更正）', l.township_code, l.village_code, l.village_name, l.fund_group, l.fund_id, l.run_id, @listId, @line, l.is_demonstration
from finance.payable_list l
join finance.payable_line n using (list_id)
where l.list_id = @listId and n.line = @line and n.held_for is not null
returning list_id
