-- What is past its day on a day: sales not paid for, invoices not paid, milestones not reached, loans not repaid, lists whose publicity is over and that nobody moved on.
-- And what asks to be done from a day on: sales whose act was taken back, invoices whose sale is.
with own as (
    select e.book_id, e.code from finance.entity_v e where e.code = @book
), late as (
    select 'sale' as kind, s.sale_id as id, s.trade_number as what, s.buyer as who, s.due_on, s.amount_fen - s.received_fen as fen
    from own join finance.sale_v s on s.book = own.code
    where s.outcome = 'posted' and not s.is_reversed and s.due_on < @on and s.amount_fen > s.received_fen
    union all
    select 'invoice', i.invoice_id, i.number, i.counterparty, i.due_on, i.gross_fen - i.paid_fen
    from own join finance.invoice_v i on i.book = own.code
    where i.side = 'received' and i.outcome = 'posted' and i.red_number is null and i.due_on < @on and i.gross_fen > i.paid_fen
    union all
    select 'milestone', c.contract_id, c.code || ' ' || m.name, c.counterparty, m.due_on, m.amount_fen
    from own join finance.contract_v c on c.book = own.code join finance.contract_milestone m using (contract_id)
    where m.done_on is null and m.due_on < @on and c.ended_on is null
    union all
    select 'loan', l.loan_id, l.number, l.lender, l.due_on, l.left_fen
    from own join finance.loan_v l on l.book = own.code
    where l.due_on < @on and l.left_fen > 0
    union all
    select 'list', p.list_id, p.title, p.village_name, p.publicity_due_on, p.amount_fen - p.held_fen - p.paid_fen - p.kept_fen
    from own join finance.payable_list_v p on p.book = own.code
    where p.state in ('publicity', 'published', 'township', 'bureau', 'finance', 'approved') and p.publicity_due_on < @on and p.amount_fen > p.held_fen + p.paid_fen + p.kept_fen
    union all
    select 'sale-back', s.sale_id, s.trade_number, s.buyer, b.effective_on, s.amount_fen
    from own
    join finance.sale_v s on s.book = own.code
    join ledger.act_v a on a.act_id = s.act_id
    join ledger.act_v b on b.act_id = a.reversed_by
    where s.outcome = 'posted' and not s.is_reversed and b.effective_on <= @on
    union all
    select 'red', i.invoice_id, i.number, i.counterparty, i.red_due_on, i.gross_fen
    from own join finance.invoice_v i on i.book = own.code
    where i.red_due_on <= @on
)
select l.kind, l.id, l.what, l.who, l.due_on, l.fen, (@on::date - l.due_on)::int as days
from late l
order by l.due_on, l.kind, l.id
