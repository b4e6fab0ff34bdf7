select o.entry_id, o.recorded_at, o.is_replay
from ledger.post(@key, @effectiveOn, @isPending, @expiresAt, @record, @corrects, @debit, @credit, @amount, @pair,
                 @serialLine, @issuance, @serials) o
