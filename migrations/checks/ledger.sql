-- What must hold whatever was posted. A row returned is a fault: the first column says which.
select 'debits and credits of an asset differ' as fault, s.code as subject
from ledger.account a
join ledger.asset s using (asset_id)
group by s.code
having sum(a.debits) <> sum(a.credits) or sum(a.pending_debits) <> sum(a.pending_credits);
select 'an account holds another number of tonnes than of serials' as fault, a.code as subject
from ledger.account a
left join ledger.lot l using (account_id)
where a.asset_kind = 'tonnes' and a.state <> 'registry'
group by a.account_id, a.code, a.debits, a.credits
having a.debits - a.credits <> coalesce(sum(upper(l.serials) - lower(l.serials)), 0)
limit 10;
