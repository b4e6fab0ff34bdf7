select p.posting_id, p.entry_id, p.line, p.book, p.actor, p.reason, p.debit_account, p.credit_account, p.debit_seq, p.credit_seq, p.debit_previous, p.credit_previous,
       p.movement, p.amount as tonnes, p.from_holder, f.name as from_name, p.to_holder, t.name as to_name, p.from_state, p.to_state,
       s.series as project, s.vintage, ranges.serials, p.effective_on, p.recorded_at, p.record_source, p.record_number, p.record_dated,
       r.document_sha256 as record_sha256, a.beneficiary, a.act_id, p.hash, ranges.batches, ranges.methodology_versions, ranges.claims,
       p.reverses as reverses_entry, o.effective_on as reverses_on, b.entry_id as reversed_by_entry, b.effective_on as reversed_on
from ledger.posting_v p
join ledger.asset s on s.code = p.asset
left join ledger.holder_v f on f.holder = p.from_holder
left join ledger.holder_v t on t.holder = p.to_holder
left join ledger.record_v r on r.record_id = p.record_id
left join ledger.act_v a on a.posted_entry_id = p.entry_id
left join ledger.entry o on o.entry_id = p.reverses
left join ledger.entry b on b.reverses = p.entry_id
cross join lateral (
    select string_agg(n.serial_prefix || lower(s.part) || '–' || (upper(s.part) - 1), ', ' order by x.issuance, s.part) as serials,
           string_agg(distinct n.batch, ', ') as batches, string_agg(distinct n.methodology_version, ', ') as methodology_versions,
           string_agg(distinct n.claim, ', ') as claims
    from (select u.issuance, range_agg(u.range) as whole from unnest(p.issuance_ids, p.serials) u (issuance, range) group by u.issuance) x
    cross join lateral unnest(x.whole) s (part)
    join ledger.issuance n on n.issuance_id = x.issuance) ranges
where p.book = @book and p.issuance_ids is not null and p.stage = 'posted'
  and (@posting::text is null or p.posting_id = @posting)
  and (@holder::text is null or @holder in (p.from_holder, p.to_holder))
  and (@issuance::bigint is null or @issuance = any (p.issuance_ids))
  and (@from::date is null or p.effective_on >= @from) and (@through::date is null or p.effective_on <= @through)
order by p.effective_on, p.entry_id, p.line
