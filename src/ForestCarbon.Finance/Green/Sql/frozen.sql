-- What stands pledged in the subsidiary book and what the register of pledges knows of it.
with stands as (
    select h.holder, h.project, h.vintage, sum(h.tonnes)::bigint as book_t from ledger.holding_v h where h.state = 'frozen-pledge' group by h.holder, h.project, h.vintage
), known as (
    select p.holder, p.project_code as project, p.vintage, sum(p.tonnes - p.released_t)::bigint as pledged_t
    from finance.pledge_v p where p.kind = 'frozen-tonnes' and p.ended_on is null group by p.holder, p.project_code, p.vintage
)
select coalesce(s.holder, k.holder) as holder, coalesce(s.project, k.project) as project, coalesce(s.vintage, k.vintage) as vintage, coalesce(s.book_t, 0) as book_t, coalesce(k.pledged_t, 0) as pledged_t
from stands s
full join known k on k.holder = s.holder and k.project = s.project and k.vintage = s.vintage
order by 1, 2, 3
