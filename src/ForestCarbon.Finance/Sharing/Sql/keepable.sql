-- What a recovery can still keep back, line by line: of each payee what is to be kept and is not, from the lines of the run that are neither paid nor on their way nor corrected elsewhere, in their order.
with due as (
    select r.payee_id, r.amount_fen - coalesce((
        select sum(k.amount_fen) from finance.share_kept k join finance.payable_line w using (list_id, line)
        where k.recovery_id = r.recovery_id and w.payee_id = r.payee_id and finance.is_living(k.event_id)), 0)::bigint as left_fen
    from finance.share_recovery_line r
    where r.recovery_id = @recoveryId and not r.is_paid
), line as (
    select n.list_id, n.line, n.payee_id, n.amount_fen - finance.kept_fen(n.list_id, n.line) as room_fen
    from finance.share_recovery r
    join finance.payable_list l on l.run_id = r.run_id and l.state not in ('withdrawn', 'paid')
    join finance.payable_line n using (list_id)
    where r.recovery_id = @recoveryId
        and not exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome is distinct from 'returned')
        and not exists (select from finance.payable_list c where c.corrects = n.list_id and c.corrects_line = n.line and c.state <> 'withdrawn')
), placed as (
    select x.list_id, x.line, x.payee_id, x.room_fen, (sum(x.room_fen) over (partition by x.payee_id order by x.list_id, x.line) - x.room_fen)::bigint as before_fen
    from line x
)
select p.list_id, p.line, least(p.room_fen, d.left_fen - p.before_fen) as amount_fen
from placed p
join due d using (payee_id)
where p.room_fen > 0 and d.left_fen > p.before_fen
order by p.list_id, p.line
