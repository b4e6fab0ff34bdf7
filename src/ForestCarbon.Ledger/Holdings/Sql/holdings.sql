select h.holder, coalesce(o.name, h.holder) as holder_name, h.state, t.name_zh as state_zh, t.name_en as state_en, h.state_kind, h.issuance_id,
       h.project, h.vintage, h.batch, h.serial_prefix,
       string_agg(h.first_serial || '–' || h.last_serial, ', ' order by h.first_serial) as serials, sum(h.tonnes)::bigint as tonnes
from ledger.holdings_as_of(@effectiveOn, coalesce(@recordedAt::timestamptz, 'infinity')) h
join ledger.state_v t on t.state = h.state
left join ledger.holder_v o on o.holder = h.holder
where (@holder::text is null or h.holder = @holder) and (@issuance::bigint is null or h.issuance_id = @issuance)
group by h.holder, o.name, h.state, t.name_zh, t.name_en, h.state_kind, h.issuance_id, h.project, h.vintage, h.batch, h.serial_prefix
order by h.holder, h.project, h.vintage, h.batch, h.state
