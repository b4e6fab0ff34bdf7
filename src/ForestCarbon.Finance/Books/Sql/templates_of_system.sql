-- Which accounts an event moves in an accounting system, line by line; one between entities has lines of both sides.
select t.template, t.name_zh, t.name_en, t.by_hand, l.side, l.line, l.part, l.debit, d.name_zh as debit_zh, d.name_en as debit_en, l.credit, c.name_zh as credit_zh, c.name_en as credit_en
from finance.posting_template_v t
join finance.posting_template_line l using (template)
join finance.chart_account_v d on d.accounting_system = l.accounting_system and d.code = l.debit
join finance.chart_account_v c on c.accounting_system = l.accounting_system and c.code = l.credit
where l.accounting_system = @accountingSystem
order by t.place, t.template, l.side desc, l.line
