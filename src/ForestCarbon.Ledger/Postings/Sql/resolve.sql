select o.entry_id, o.recorded_at, o.is_replay
from ledger.resolve(@key, @pending, @action, @effectiveOn, @record) o
