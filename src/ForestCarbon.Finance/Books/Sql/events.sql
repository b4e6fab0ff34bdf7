select v.*
from finance.money_event_v v
where (v.book = @book or v.other_book = @book) and v.effective_on between @from and @through
    and (@outcome::text is null or v.outcome = @outcome)
    and (@fundId::bigint is null or v.fund_id = @fundId)
order by v.effective_on desc, v.event_id desc
limit @limit
