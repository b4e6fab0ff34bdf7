select coalesce(sum(ledger.balance_as_of(a.account_id, @on, 'infinity')), 0)::bigint
from finance.entity_v e
join ledger.account_v a on a.book = e.code and a.asset_kind = 'money' and a.code in ('1122', '1212', '112')
where e.code = @book
