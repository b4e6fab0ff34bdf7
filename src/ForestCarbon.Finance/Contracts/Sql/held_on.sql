select coalesce(sum(ledger.balance_as_of(a.account_id, @on, 'infinity')), 0)::bigint
from finance.entity_v e
join ledger.account_v a on a.book = e.code and a.asset_kind = 'money' and a.code = any (@codes)
where e.code = @book
