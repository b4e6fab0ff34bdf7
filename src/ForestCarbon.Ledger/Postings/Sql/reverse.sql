select o.entry_id, o.recorded_at, o.is_replay
from ledger.reverse(@key, @entry, @effectiveOn, @record) o
