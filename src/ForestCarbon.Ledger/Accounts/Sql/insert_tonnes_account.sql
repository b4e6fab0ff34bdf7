insert into ledger.account (book_id, asset_id, asset_kind, code, name, holder, state, normal_side, is_final)
select @bookId, @assetId, 'tonnes', @code, @name, @holder, s.state, s.normal_side, s.is_final
from ledger.state s
where s.state = @state
returning account_id
