with held as (
    select l.kind, l.book_id, l.year, l.title, l.township_code, l.village_code, l.village_name, l.fund_group, l.fund_id, l.run_id, l.is_demonstration, n.part, n.basis, n.area_mu,
           n.rate_fen, n.contract_id
    from finance.payable_list l
    join finance.payable_line n using (list_id)
    where l.list_id = @listId and n.line = @line and n.held_for is not null
), made as (
    insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, village_name, fund_group, fund_id, run_id, corrects, is_demonstration)
    select h.kind, h.book_id, h.year, h.title || '（更正）', h.township_code, h.village_code, h.village_name, h.fund_group, h.fund_id, h.run_id, @listId, h.is_demonstration from held h
    returning list_id
), entered as (
    insert into finance.payable_line (list_id, line, payee_id, part, basis, area_mu, rate_fen, amount_fen, contract_id)
    select m.list_id, 1, @payeeId, h.part, h.basis, h.area_mu, h.rate_fen, @amountFen, h.contract_id from made m cross join held h
    returning list_id
)
select e.list_id from entered e
