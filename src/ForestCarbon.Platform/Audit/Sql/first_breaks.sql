-- Rows taken from the end of a chain leave no trace in it; the sealed roots outside the database answer for those.
with link as (
    select e.chain,
           e.seq,
           e.hash = platform.audit_hash(e.chain, e.seq, e.at, e.transaction_id, e.actor, e.scope, e.reason, e.operations, e.previous_hash) as is_itself,
           e.seq = coalesce(lag(e.seq) over along, 0) + 1 as follows,
           e.previous_hash = coalesce(lag(e.hash) over along, sha256(''::bytea)) as continues
    from platform.audit_entry e
    window along as (partition by e.chain order by e.seq)
)
select distinct on (chain)
       chain,
       seq,
       case when not is_itself then 'content' when not follows then 'gap' else 'link' end as fault
from link
where not (is_itself and follows and continues)
order by chain, seq;
