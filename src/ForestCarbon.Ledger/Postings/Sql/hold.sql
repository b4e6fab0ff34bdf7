select ledger.hold($1, $2)
