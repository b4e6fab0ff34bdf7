-- Confirmed sales of the subsidiary book with the serials they moved and whether they stand in a book.
select a.act_id, a.holder, a.holder_name, e.code as book, a.project, a.vintage, a.to_holder_name as buyer, a.method, a.tonnes, a.price_fen, a.fee_fen, a.effective_on, a.record_number,
       a.posted_entry_id, a.reversed_by, coalesce(s.serials, '') as serials, coalesce(t.is_taken, false) as is_taken, coalesce(t.attempts, 0)::int as attempts
from ledger.act_v a
left join finance.entity_holder h on h.holder = a.holder
left join finance.entity e using (book_id)
left join lateral (
    select string_agg(lower(r) || '–' || upper(r) - 1, ', ' order by lower(r)) as serials
    from ledger.posting_v p cross join lateral unnest(p.serials) as r where p.entry_id = a.posted_entry_id and p.serials is not null
) s on true
left join lateral (
    select bool_or(o.outcome is distinct from 'voided') as is_taken, count(*) as attempts
    from finance.money_event v left join finance.money_event_outcome o using (event_id)
    where v.template = 'sale-agreed' and v.subject_kind = 'act' and v.subject_id = a.act_id::text
) t on true
where a.kind = 'sale' and a.outcome = 'confirmed'
    and (@book::text is null or e.code = @book)
    and (@actId::bigint is null or a.act_id = @actId)
order by a.effective_on, a.act_id
