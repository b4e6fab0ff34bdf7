-- Every posting is found once, by its debited account.
with known as (
    select k.account_id, k.n from unnest(@accounts::bigint[], @counts::bigint[]) as k (account_id, n)
)
select p.entry_id, p.line, p.debit_account_id, p.debit_seq, p.credit_account_id, p.credit_seq, p.hash
from ledger.account a
left join known k using (account_id)
join ledger.posting p on p.debit_account_id = a.account_id and p.debit_seq > coalesce(k.n, 0)
where a.postings > coalesce(k.n, 0)
order by p.entry_id, p.line
