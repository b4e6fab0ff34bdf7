select r.run_id, r.agreement_id, a.project_code, a.version, e.code as book, r.title, r.year, r.revenue_fen, r.divided_fen, r.evidence, r.state, r.event_id, a.is_demonstration,
       r.made_by, r.made_at, r.decided_by, coalesce(l.lists, 0) as lists, coalesce(l.households, 0) as households, coalesce(l.paid_fen, 0) as paid_fen, coalesce(l.held_fen, 0) as held_fen,
       r.sale_id, r.receipt_event_id, s.tonnes as sale_tonnes, (select coalesce(sum(v.amount_fen), 0)::bigint from finance.share_recovery v where v.run_id = r.run_id and finance.is_living(v.event_id)) as recovered_fen
from finance.distribution_run r
join finance.agreement a using (agreement_id)
join finance.entity e using (book_id)
left join finance.sale s using (sale_id)
left join lateral (
    -- A correction is no list more and is paid in the place of what it corrects.
    select (count(*) filter (where v.corrects is null))::int as lists, (sum(v.payees) filter (where v.corrects is null))::int as households, sum(v.paid_fen)::bigint as paid_fen,
           sum(v.held_fen - v.corrected_fen)::bigint as held_fen
    from finance.payable_list_v v where v.run_id = r.run_id and v.state <> 'withdrawn'
) l on true
where @runId::bigint is null or r.run_id = @runId
order by r.run_id desc
