-- What lists owe or paid by a contract or a version of it, the newest year first; a withdrawn list owes nothing.
select l.list_id, l.title, l.year, s.name_zh as state_zh, s.name_en as state_en, n.line, n.part, y.name as payee_name, n.amount_fen, n.held_for is not null as is_held
from finance.payable_line n
join finance.payable_list l using (list_id)
join finance.list_state s using (state)
join finance.payee y on y.payee_id = n.payee_id
join finance.protection_contract k on k.contract_id = n.contract_id
where k.contract_no = (select o.contract_no from finance.protection_contract o where o.contract_id = @contractId) and l.state <> 'withdrawn'
order by l.year desc, l.list_id desc, n.line
limit 500
