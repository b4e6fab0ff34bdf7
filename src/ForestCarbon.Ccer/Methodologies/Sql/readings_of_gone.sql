-- Readings that stand and whose account can withdraw them no more: there is none, it is locked for longer than a wrong password locks it, or no role of it reads.
select r.*
from ccer.parameter_reading_v r
where r.parameter_id = @parameterId
  and r.withdrawn_at is null
  and not exists (
      select
      from platform.account a
      where r.read_by = 'account:' || replace(a.account_id::text, '-', '')
        and a.roles && @readers
        and coalesce(a.locked_until < now() + interval '1 day', true))
order by r.reading_id
