select coalesce(sum(ledger.balance_as_of(a.account_id, @on, 'infinity')), 0)::bigint
from finance.entity_v e
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.is_cash
join ledger.account_v a on a.book = e.code and a.asset_kind = 'money' and a.code = c.code
where e.code = @book
