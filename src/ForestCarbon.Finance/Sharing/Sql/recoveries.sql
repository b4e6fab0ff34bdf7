select r.recovery_id, r.run_id, d.title, r.tonnes, r.of_tonnes, r.amount_fen, r.because, r.event_id, coalesce(o.outcome, 'pending') as outcome, n.to_ask_fen, n.to_keep_fen, m.received_fen, m.on_way_fen,
       k.kept_fen, k.keeping_fen, r.entered_by, r.entered_at
from finance.share_recovery r
join finance.distribution_run d using (run_id)
left join finance.money_event_outcome o on o.event_id = r.event_id
cross join lateral (
    select coalesce(sum(x.amount_fen) filter (where x.is_paid), 0)::bigint as to_ask_fen, coalesce(sum(x.amount_fen) filter (where not x.is_paid), 0)::bigint as to_keep_fen
    from finance.share_recovery_line x where x.recovery_id = r.recovery_id
) n
cross join lateral (
    select coalesce(sum(e.amount_fen) filter (where p.outcome = 'posted'), 0)::bigint as received_fen, coalesce(sum(e.amount_fen) filter (where p.outcome is null), 0)::bigint as on_way_fen
    from finance.money_event e left join finance.money_event_outcome p using (event_id)
    where e.subject_kind = 'recovery' and e.subject_id = r.recovery_id::text and e.template = 'recovery-received' and not finance.is_reversed(e.event_id)
) m
cross join lateral (
    select coalesce(sum(x.amount_fen) filter (where p.outcome = 'posted'), 0)::bigint as kept_fen, coalesce(sum(x.amount_fen) filter (where p.outcome is null), 0)::bigint as keeping_fen
    from finance.share_kept x left join finance.money_event_outcome p using (event_id)
    where x.recovery_id = r.recovery_id and not finance.is_reversed(x.event_id)
) k
where (@runId::bigint is null or r.run_id = @runId) and o.outcome is distinct from 'voided'
order by r.recovery_id desc
