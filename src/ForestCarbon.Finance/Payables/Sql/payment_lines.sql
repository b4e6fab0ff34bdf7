select p.serial, p.line, p.account_no, p.account_name, p.bank, p.amount_fen, y.code as payee, l.title as purpose, l.village_name, p.outcome, p.reason
from finance.payment_line p
join finance.payable_line n using (list_id, line)
join finance.payable_list l using (list_id)
join finance.payee y on y.payee_id = n.payee_id
where p.batch_id = @batch
order by p.serial
