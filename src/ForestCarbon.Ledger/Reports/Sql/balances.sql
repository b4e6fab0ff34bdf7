select a.account_id, b.code as book, s.code as asset, a.asset_kind, a.code, a.name, a.holder, a.state, t.name_zh as state_name,
       ledger.balance_as_of(a.account_id, @effectiveOn, @recordedAt) as balance, t.name_en as state_name_en
from ledger.account a
join ledger.book b using (book_id)
join ledger.asset s using (asset_id)
left join ledger.state t on t.state = a.state
where @accountId::bigint is null or a.account_id = @accountId
order by b.code, s.code, a.code
