-- Own vouchers, and those of other books that move this one: each read along its index, newest first, from where the page before ended.
with start as (
    select p.effective_on, p.event_id from finance.money_event p where p.event_id = @before
), own as (
    select e.event_id, e.effective_on
    from finance.money_event e
    where e.book_id = (select b.book_id from finance.entity b where b.code = @book) and e.effective_on between @from and @through
        and (@fundId::bigint is null or e.fund_id = @fundId)
        and (@before::bigint is null or (e.effective_on, e.event_id) < (select s.effective_on, s.event_id from start s))
        and (@outcome::text is null or case @outcome when 'pending' then exists (select from finance.money_event_waiting w where w.event_id = e.event_id)
             else exists (select from finance.money_event_outcome o where o.event_id = e.event_id and o.outcome = @outcome) end)
        and (@words::text is null or strpos(e.summary, @words) > 0 or strpos(e.counterparty, @words) > 0 or strpos(e.evidence, @words) > 0 or '记-' || e.voucher_no = @words)
    order by e.effective_on desc, e.event_id desc
    limit @limit
), other as (
    select e.event_id, e.effective_on
    from finance.money_event e
    where e.other_book_id = (select b.book_id from finance.entity b where b.code = @book) and e.effective_on between @from and @through
        and @fundId::bigint is null
        and (@before::bigint is null or (e.effective_on, e.event_id) < (select s.effective_on, s.event_id from start s))
        and (@outcome::text is null or case @outcome when 'pending' then exists (select from finance.money_event_waiting w where w.event_id = e.event_id)
             else exists (select from finance.money_event_outcome o where o.event_id = e.event_id and o.outcome = @outcome) end)
        and (@words::text is null or strpos(e.summary, @words) > 0 or strpos(e.counterparty, @words) > 0 or strpos(e.evidence, @words) > 0 or '记-' || e.voucher_no = @words)
    order by e.effective_on desc, e.event_id desc
    limit @limit
), page as (
    select o.event_id, o.effective_on from own o union all select x.event_id, x.effective_on from other x
    order by effective_on desc, event_id desc
    limit @limit
)
select v.*
from page p
join finance.money_event_v v on v.event_id = p.event_id
order by p.effective_on desc, p.event_id desc
