select l.side, l.part, l.pair, d.account_id as debit_id, c.account_id as credit_id, cd.is_cash as debit_is_cash, cc.is_cash as credit_is_cash,
       t.is_between
from finance.entity e
join finance.posting_template_line l on l.template = @Template and l.accounting_system = e.accounting_system
    and l.side = case when e.code = @Book then 'own' else 'other' end
join finance.posting_template t using (template)
join finance.chart_account cd on cd.accounting_system = l.accounting_system and cd.code = l.debit
join finance.chart_account cc on cc.accounting_system = l.accounting_system and cc.code = l.credit
join ledger.account_v d on d.book = e.code and d.asset_kind = 'money' and d.code = l.debit
join ledger.account_v c on c.book = e.code and c.asset_kind = 'money' and c.code = l.credit
where e.code = @Book or e.code = @OtherBook
order by l.side desc, l.line
