select o.entry_id, o.recorded_at, o.is_replay
from ledger.outcome_of(@key) o
where o.entry_id is not null
