select o.entry_id, o.recorded_at, o.is_replay, o.refusal, o.sentence, o.english
from ledger.post_each(@actor, @scope, @reason, @key, @effectiveOn, @isPending, @expiresAt, @record, @corrects, @debit, @credit, @amount, @pair,
                      @serialLine, @issuance, @serials) o
