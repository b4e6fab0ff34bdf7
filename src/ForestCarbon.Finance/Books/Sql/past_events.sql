-- Postings of entities' books that no event asked for; events whose postings of their own book are not their amount; outcomes the ledger does not know; sales that are not their act;
-- running totals that are not what the vouchers add up to.
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
        -- A grant moves its amount twice: as a claim, and from there to expense, in a pair each.
        select (sum(p.amount) / greatest(count(distinct p.pair), 1))::bigint as sum from ledger.posting_v p where p.entry_id = v.pending_entry_id and p.book = v.book
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
) union all (
    select 'total-' || t.kind, b.code, coalesce(to_char(t.month, 'YYYY-MM'), f.document_number, ''), t.of_id, sum(t.in_fen - t.out_fen)::bigint, sum(t.kept_in_fen - t.kept_out_fen)::bigint
    from (
        select v.kind, v.of_id, v.month, v.template, v.in_fen, v.out_fen, 0 as kept_in_fen, 0 as kept_out_fen from finance.running_total_v v
        union all select 'cash', m.book_id, m.month, m.template, 0, 0, m.received_fen, m.paid_fen from finance.cash_month m
        union all select 'fund', u.fund_id, null, null, 0, 0, u.received_fen, u.used_fen from finance.fund_total u
        union all select 'waiting', w.book_id, null, null, 0, 0, count(*), 0 from finance.money_event_waiting w group by w.book_id
    ) t
    left join finance.fund f on t.kind = 'fund' and f.fund_id = t.of_id
    left join finance.entity b on b.book_id = case t.kind when 'fund' then f.book_id else t.of_id end
    group by t.kind, b.code, t.month, t.template, f.document_number, t.of_id
    having sum(t.in_fen) <> sum(t.kept_in_fen) or sum(t.out_fen) <> sum(t.kept_out_fen)
    order by 1, 4
    limit 100
)
limit 100
