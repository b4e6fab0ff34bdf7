select a.account_id, r.account_id as result_id,
       (coalesce((select sum(p.amount) from ledger.posting_v p where p.debit_account_id = a.account_id and p.stage = 'posted' and p.effective_on <= @last), 0)
      - coalesce((select sum(p.amount) from ledger.posting_v p where p.credit_account_id = a.account_id and p.stage = 'posted' and p.effective_on <= @last), 0))::bigint as balance_fen
from finance.entity_v e
join ledger.account_v a on a.book = e.code and a.asset_kind = 'money'
join finance.chart_account_v c on c.accounting_system = e.accounting_system and c.code = a.code and c.kind in ('income', 'expense')
join ledger.account_v r on r.book = e.code and r.asset_kind = 'money'
    and r.code = case e.accounting_system when '政府会计' then '3001' when '企业会计准则' then '4103' else '321' end
where e.code = @book
order by a.code
