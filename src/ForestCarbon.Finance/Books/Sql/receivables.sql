-- What was agreed under a trade's number and has not come in, with its age on a day.
select v.evidence, max(v.counterparty) as counterparty, min(v.effective_on) filter (where v.template = 'sale-agreed') as agreed_on,
       sum(case v.template when 'sale-agreed' then v.amount_fen else -v.amount_fen end)::bigint as left_fen,
       (@on::date - min(v.effective_on) filter (where v.template = 'sale-agreed'))::int as days, max(v.event_id) filter (where v.template = 'sale-agreed') as event_id
from finance.money_event_v v
where v.book = @book and v.outcome = 'posted' and v.template in ('sale-agreed', 'sale-received') and v.effective_on <= @on
group by v.evidence
having sum(case v.template when 'sale-agreed' then v.amount_fen else -v.amount_fen end) <> 0
order by agreed_on
