-- Neighbouring ranges are one: where a number came from makes no difference to where it is.
select h.holder, coalesce(o.name, h.holder) as holder_name, h.state, t.name_zh as state_zh, t.name_en as state_en, h.state_kind, h.issuance_id,
       h.project, h.vintage, h.batch, h.serial_prefix,
       (select string_agg(lower(r.part) || '–' || (upper(r.part) - 1), ', ' order by r.part)
        from unnest(range_agg(int8range(h.first_serial, h.last_serial, '[]'))) r (part)) as serials,
       sum(h.tonnes)::bigint as tonnes, min(h.first_serial) as first_serial
from ledger.holdings_as_of(@effectiveOn, coalesce(@recordedAt::timestamptz, 'infinity')) h
join ledger.state_v t on t.state = h.state
left join ledger.holder_v o on o.holder = h.holder
where (@holder::text is null or h.holder = @holder) and (@issuance::bigint is null or h.issuance_id = @issuance)
group by h.holder, o.name, h.state, t.name_zh, t.name_en, h.state_kind, h.issuance_id, h.project, h.vintage, h.batch, h.serial_prefix
order by h.holder, h.project, h.vintage, h.batch, h.state
