-- What this import opened and a later change touched again, or what it closed and something else stands on now.
select distinct v.code
from inventory.import_change c
join inventory.parcel_version v on v.parcel_version_id = c.version_id
where c.import_id = @importId
  and (not upper_inf(v.valid)
       or v.opened_by is distinct from @importId
       or exists (select from inventory.parcel_version w where w.parcel_id = v.parcel_id and w.valid >> v.valid))
order by v.code
limit 20
