-- Declared columns only: an account's running figures change with every posting, and an issuance may be taken back. Numbers of the tables as in DeclaredTable.
select 1 as declared_table, b.book_id as id, sha256(convert_to(b::text, 'UTF8')) as hash from ledger.book b
union all
select 2, a.asset_id, sha256(convert_to(a::text, 'UTF8')) from ledger.asset a
union all
select 3, a.account_id, sha256(convert_to(row(a.account_id, a.book_id, a.asset_id, a.asset_kind, a.code, a.name, a.holder, a.state, a.normal_side,
                                              a.is_final, a.is_between)::text, 'UTF8')) from ledger.account a
union all
select 4, r.record_id, sha256(convert_to(r::text, 'UTF8')) from ledger.record r
union all
select 5, n.issuance_id, sha256(convert_to(row(n.issuance_id, n.asset_id, n.asset_kind, n.project, n.batch, n.vintage, n.methodology_version, n.claim,
                                              n.flags, n.serial_prefix, n.is_internal, n.serials, n.record_id)::text || coalesce('>' || n.replaces, ''), 'UTF8'))
from ledger.issuance n
union all
select 6, p.period_close_id, sha256(convert_to(p::text, 'UTF8')) from ledger.period_close p where p.confirmed_at is not null
union all
select 7, hashtextextended(s.state, 0), sha256(convert_to(s::text, 'UTF8')) from ledger.state s
union all
select 8, hashtextextended(m.from_state || '>' || m.to_state, 0), sha256(convert_to(m::text, 'UTF8')) from ledger.state_move m
