select a.code as account, c.name_zh, c.name_en, a.balance as fen
from finance.entity_v e
join ledger.account_v a on a.book = e.code and a.asset_kind = 'money'
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = a.code and c.kind = 'liability' and c.normal_side = 'credit' and a.code not in ('2001', '2204')
where e.code = @book and a.balance > 0
order by a.balance desc
