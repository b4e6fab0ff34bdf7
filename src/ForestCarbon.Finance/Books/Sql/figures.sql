with own as (
    select e.book_id, e.code, e.accounting_system from finance.entity_v e where e.code = @book
), moved as (
    select coalesce(sum(m.received_fen) filter (where m.template not in ('opening', 'loan-received')), 0)::bigint as received_fen, coalesce(sum(m.paid_fen), 0)::bigint as paid_fen
    from own
    join finance.cash_month m on m.book_id = own.book_id and m.month between @from and @through
), held as (
    select coalesce(sum(a.balance) filter (where c.kind = 'liability' and c.normal_side = 'credit' and a.code not in ('2001', '2204')), 0)::bigint as owed_fen,
           coalesce(sum(a.balance) filter (where a.code in ('1122', '1212', '112')), 0)::bigint as receivable_fen
    from own
    join ledger.account_v a on a.book = own.code and a.asset_kind = 'money'
    join finance.chart_account c on c.accounting_system = own.accounting_system and c.code = a.code
), fund as (
    select coalesce(sum(f.amount_fen), 0)::bigint as funds_fen, coalesce(sum(f.left_fen), 0)::bigint as funds_left_fen
    from own join finance.fund_v f on f.book_id = own.book_id and f.budget_year = @year and f.is_confirmed
), bank as (
    select count(*) filter (where not l.is_settled) as unsettled_lines, max(l.dated) as bank_through from own join finance.bank_line_v l on l.book_id = own.book_id
)
select m.received_fen, m.paid_fen, h.owed_fen, h.receivable_fen, f.funds_fen, f.funds_left_fen, b.unsettled_lines, b.bank_through,
       (select count(*) from own join finance.money_event_waiting w on w.book_id = own.book_id) as pending
from moved m cross join held h cross join fund f cross join bank b
