-- Serials that may move: live or frozen and not reserved, each with the day since which it stands where it does. Before that day it moves on none (ledger.refuse_before_held).
with piece as (
    select h.project, h.vintage, h.holder, h.state, h.issuance_id, h.batch, h.serial_prefix, c.effective_on as since, x.serials
    from ledger.holding_v h
    cross join lateral (
        select p.entry_id, p.effective_on, s.serials * int8range(h.first_serial, h.last_serial, '[]') as serials
        from ledger.posting p
        cross join lateral unnest(p.issuance_ids, p.serials) s (issuance_id, serials)
        where p.debit_account_id = h.account_id and p.stage = 'posted' and s.issuance_id = h.issuance_id and s.serials && int8range(h.first_serial, h.last_serial, '[]')
    ) c
    -- What came back later stands there since then.
    cross join lateral unnest(int8multirange(c.serials) - coalesce((
        select range_agg(s.serials)
        from ledger.posting p
        cross join lateral unnest(p.issuance_ids, p.serials) s (issuance_id, serials)
        where p.debit_account_id = h.account_id and p.stage = 'posted' and p.entry_id > c.entry_id and s.issuance_id = h.issuance_id), '{}'::int8multirange)) x (serials)
    where h.reserved_entry is null and h.state_kind in ('live', 'frozen')
)
select f.project, f.vintage, f.holder, f.state, f.issuance_id, f.batch, f.serial_prefix, lower(r.serials) as first_serial, upper(r.serials) - 1 as last_serial, f.since
from (
    select p.project, p.vintage, p.holder, p.state, p.issuance_id, p.batch, p.serial_prefix, p.since, range_agg(p.serials) as parts
    from piece p
    group by p.project, p.vintage, p.holder, p.state, p.issuance_id, p.batch, p.serial_prefix, p.since
) f
cross join lateral unnest(f.parts) r (serials)
order by f.project, f.vintage, f.holder, f.state, f.issuance_id, first_serial
