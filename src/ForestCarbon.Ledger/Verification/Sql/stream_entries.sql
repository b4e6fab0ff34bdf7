select e.entry_id, e.kind, e.key, e.fingerprint, e.effective_on, e.recorded_at, e.actor, e.reason, coalesce(e.record_id, 0),
       coalesce(e.resolves, 0), coalesce(e.reverses, 0), coalesce(e.corrects, 0), e.expires_at, e.lines, e.hash
from ledger.entry e
order by e.entry_id
