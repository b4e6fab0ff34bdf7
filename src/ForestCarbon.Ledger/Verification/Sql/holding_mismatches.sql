-- One statement, so one snapshot. Amount held = length of the ranges held; the ranges of an entered issuance tile it.
with held as (
    select l.account_id, sum(upper(l.serials) - lower(l.serials)) as tonnes,
           coalesce(sum(upper(l.serials) - lower(l.serials)) filter (where l.reserved_entry is not null), 0) as reserved
    from ledger.lot l
    group by l.account_id
), tiled as (
    select l.issuance_id, sum(upper(l.serials) - lower(l.serials)) as tonnes, min(lower(l.serials)) as first, max(upper(l.serials)) as past
    from ledger.lot l
    group by l.issuance_id
)
select 'account' as kind, a.account_id as id
from ledger.account a
left join held h using (account_id)
where a.asset_kind = 'tonnes' and a.state <> 'registry'
  and (a.debits - a.credits <> coalesce(h.tonnes, 0) or a.pending_credits <> coalesce(h.reserved, 0))
union all
select 'issuance', t.issuance_id
from tiled t
left join ledger.issuance n using (issuance_id)
where n.issuance_id is null or n.taken_back_by is not null or t.tonnes <> upper(n.serials) - lower(n.serials) or t.first <> lower(n.serials) or t.past <> upper(n.serials)
union all
select 'asset', a.asset_id
from ledger.account a
group by a.asset_id
having sum(a.debits) <> sum(a.credits) or sum(a.pending_debits) <> sum(a.pending_credits)
order by 1, 2
limit 20
