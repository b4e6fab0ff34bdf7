-- What this import opened and a later change touched again, or what it closed and something else stands on now.
select distinct t.code
from (
    select v.code
    from inventory.import_change c
    join inventory.parcel_version v on v.parcel_version_id = c.version_id
    where c.import_id = @importId
      and (not upper_inf(v.valid)
           or v.opened_by is distinct from @importId
           or exists (select from inventory.parcel_version w where w.parcel_id = v.parcel_id and w.valid >> v.valid))
    union all
    select a.code
    from inventory.import_absence a
    join inventory.parcel_version v using (parcel_version_id)
    where a.import_id = @importId
      and a.is_closed
      and (upper_inf(v.valid)
           or exists (select from inventory.parcel_version w where (w.parcel_id = a.parcel_id or w.code = a.code) and w.valid >> v.valid
                      and w.opened_by is distinct from @importId))
) as t
order by t.code
limit 20
