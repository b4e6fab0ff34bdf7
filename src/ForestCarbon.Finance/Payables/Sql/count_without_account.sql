select count(*)::int
from finance.payable_line n
where n.list_id = @listId and n.held_for is null and n.amount_fen > finance.kept_fen(n.list_id, n.line)
    and not exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome is distinct from 'returned')
    and not exists (select from finance.payee_account x where x.payee_id = n.payee_id and x.kind = @AccountKind)
