select p.posting_id, p.stage, p.movement, p.book, p.asset, p.debit_account, p.to_holder, p.to_state, p.credit_account, p.from_holder, p.from_state,
       p.amount, p.effective_on::text as effective_on, to_char(p.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
       (select string_agg(n.serial_prefix || lower(r.serials) || '–' || n.serial_prefix || (upper(r.serials) - 1), ' ' order by r.place)
        from unnest(p.issuance_ids, p.serials) with ordinality as r (issuance_id, serials, place)
        join ledger.issuance n using (issuance_id)) as serial_numbers,
       p.record_source, p.record_number, p.record_dated::text as record_dated, p.resolves, p.reverses, p.corrects, p.actor, p.reason, p.key, p.hash
from ledger.posting_v p
where p.effective_on between @from and @to
order by p.entry_id, p.line
