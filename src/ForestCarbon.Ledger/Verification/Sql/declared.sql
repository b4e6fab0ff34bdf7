-- Declared columns only: an account's running figures change with every posting, and an issuance may be taken back. Numbers of the tables as in DeclaredTable.
-- Rows that are told by a text carry it, to be called by it. Steps of an act are what our papers print beside the posting.
select 1 as declared_table, b.book_id as id, sha256(convert_to(b::text, 'UTF8')) as hash, null as called from ledger.book b
union all
select 2, a.asset_id, sha256(convert_to(a::text, 'UTF8')), null from ledger.asset a
union all
select 3, a.account_id, sha256(convert_to(row(a.account_id, a.book_id, a.asset_id, a.asset_kind, a.code, a.name, a.holder, a.state, a.normal_side,
                                              a.is_final, a.is_between)::text, 'UTF8')), null from ledger.account a
union all
select 4, r.record_id, sha256(convert_to(r::text, 'UTF8')), null from ledger.record r
union all
select 5, n.issuance_id, sha256(convert_to(row(n.issuance_id, n.asset_id, n.asset_kind, n.project, n.batch, n.vintage, n.methodology_version, n.claim,
                                              n.flags, n.serial_prefix, n.is_internal, n.serials, n.record_id)::text || coalesce('>' || n.replaces, ''), 'UTF8')), null
from ledger.issuance n
union all
select 6, p.period_close_id, sha256(convert_to(p::text, 'UTF8')), null from ledger.period_close p where p.confirmed_at is not null
union all
select 7, hashtextextended(s.state, 0), sha256(convert_to(s::text, 'UTF8')), s.state from ledger.state s
union all
select 8, hashtextextended(m.from_state || '>' || m.to_state, 0), sha256(convert_to(m::text, 'UTF8')), m.from_state || '>' || m.to_state from ledger.state_move m
union all
select 9, hashtextextended(h.holder, 0), sha256(convert_to(row(h.holder, h.name, h.kind, h.registry_account, h.is_kept_here, h.is_demonstration)::text, 'UTF8')), h.holder
from ledger.holder h
union all
select 10, a.act_id, sha256(convert_to(row(a.act_id, a.key, a.kind, a.holder, a.to_holder, a.from_state, a.to_state, a.tonnes, a.effective_on, a.note,
                                           a.beneficiary, a.method, a.price_fen, a.fee_fen, a.project, a.vintage, a.batch, a.methodology_version, a.claim,
                                           a.serial_prefix, a.first_serial, a.verified_t, a.applied_t, a.verification_report, a.entry_id, a.made_by,
                                           a.made_at, a.reverses_act)::text || coalesce('>' || encode(a.report_sha256, 'hex'), ''), 'UTF8')), null
from ledger.act a
union all
select 11, c.act_id, sha256(convert_to(row(c.act_id, c.record_id, c.cited_by, c.cited_at)::text, 'UTF8')), null from ledger.act_record c
union all
select 12, c.act_id, sha256(convert_to(row(c.act_id, c.representative, c.document_sha256, c.accepted_by, c.accepted_at, c.record_id)::text, 'UTF8')), null
from ledger.act_acceptance c
union all
select 13, o.act_id, sha256(convert_to(row(o.act_id, o.outcome, o.note, o.decided_by, o.decided_at)::text, 'UTF8')), null from ledger.act_outcome o
union all
select 14, b.holder_account_id, sha256(convert_to(row(b.holder_account_id, b.holder, b.actor, b.is_bound, b.bound_by, b.bound_at)::text, 'UTF8')), b.holder
from ledger.holder_account b
