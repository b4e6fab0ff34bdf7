-- Parcels that rows of the file replace go with them; the others only where a person said so.
with leaving as (
    update inventory.import_absence a
    set is_closed = true
    from inventory.parcel_version v, inventory.import i
    where a.import_id = @importId
      and i.import_id = a.import_id
      and v.parcel_version_id = a.parcel_version_id
      and upper_inf(v.valid)
      and lower(v.valid) < i.as_of
      and a.parcel_version_id <> all (@keptStored)
      and (@townships::text[] is null or v.township_code = any (@townships))
      and ((a.kind = 'removed' and @withRemoved)
           or (a.kind in ('split', 'merged') and @withRelated)
           or exists (select
                      from inventory.import_change c
                      join inventory.import_feature f using (import_id, row_no)
                      where c.import_id = a.import_id and c.change in ('added', 'changed') and f.code = a.code))
    returning a.parcel_version_id, i.as_of
)
update inventory.parcel_version v
set valid = daterange(lower(v.valid), l.as_of), closed_by = @importId
from leaving l
where v.parcel_version_id = l.parcel_version_id
