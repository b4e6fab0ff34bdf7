insert into finance.payment_line (batch_id, serial, list_id, line, account_no, account_name, bank, amount_fen)
select @batch, row_number() over (order by n.line), n.list_id, n.line, a.account_no, a.account_name, a.bank, n.amount_fen - finance.kept_fen(n.list_id, n.line)
from finance.payable_line n
cross join lateral (
    select x.account_no, x.account_name, x.bank from finance.payee_account_v x where x.payee_id = n.payee_id and x.kind = @AccountKind and x.outcome = 'confirmed' order by x.payee_account_id desc limit 1
) a
where n.list_id = @listId and n.held_for is null and n.amount_fen > finance.kept_fen(n.list_id, n.line) and not finance.is_keeping(n.list_id, n.line)
    and not exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome is distinct from 'returned')
