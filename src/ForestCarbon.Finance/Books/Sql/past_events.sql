-- Postings of entities' books that no event asked for; events whose postings of their own book are not their amount; outcomes the ledger does not know; sales that are not their act.
(
    select 'posting' as kind, p.book, '' as voucher, p.entry_id as id, 0::bigint as asked, 0::bigint as found
    from ledger.posting_v p
    join finance.entity_v e on e.code = p.book
    where p.asset_kind = 'money'
        and not exists (select from finance.money_event v where v.entry_id = p.entry_id)
        and not exists (select from finance.money_event_outcome o where o.entry_id = p.entry_id)
    group by p.book, p.entry_id
    order by p.entry_id
    limit 100
) union all (
    select 'event', v.book, v.voucher, v.event_id, v.amount_fen, coalesce(s.sum, 0)
    from finance.money_event_v v
    left join lateral (
        select sum(p.amount)::bigint as sum from ledger.posting_v p where p.entry_id = v.pending_entry_id and p.book = v.book
    ) s on true
    where v.amount_fen is distinct from s.sum
    order by v.event_id
    limit 100
) union all (
    select 'outcome', v.book, v.voucher, v.event_id, 0, 0
    from finance.money_event_v v
    join finance.money_event_outcome o using (event_id)
    where not exists (select from ledger.posting_v p where p.entry_id = o.entry_id and p.resolves = v.pending_entry_id and p.stage = o.outcome)
    order by v.event_id
    limit 100
) union all (
    select 'sale', v.book, '', s.act_id, s.amount_fen, coalesce(a.tonnes * a.price_fen, 0)
    from finance.sale s
    join finance.money_event_v v using (event_id)
    left join ledger.act_v a on a.act_id = s.act_id
    where (s.tonnes, s.price_fen, s.holder, s.traded_on) is distinct from (a.tonnes, a.price_fen, a.holder, a.effective_on) or v.amount_fen <> s.amount_fen
    order by s.act_id
    limit 100
)
limit 100
