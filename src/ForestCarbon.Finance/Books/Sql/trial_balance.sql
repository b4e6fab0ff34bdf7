select a.code, c.name_zh, c.name_en, c.kind, c.mark, a.debits as debits_fen, a.credits as credits_fen
from ledger.account_v a
join finance.entity_v e on e.code = a.book
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = a.code
where a.book = @book and (a.debits > 0 or a.credits > 0)
order by a.code
