-- In no order: sorting rows of 63 columns would go over the disk, and they come as they stand in staging.
insert into inventory.parcel_version
select opened.*
from inventory.import_change c
join inventory.import_feature f using (import_id, row_no)
join inventory.import i using (import_id)
left join inventory.parcel_version v on v.parcel_version_id = c.stored_id
cross join lateral jsonb_populate_record(inventory.parcel_as_read(f.mapped, f.ellipsoidal_area_m2, v), jsonb_build_object(
    'parcel_version_id', c.version_id,
    'parcel_id', c.parcel_id,
    'valid', daterange(i.as_of, null)::text,
    'opened_by', c.import_id,
    'closed_by', null)) as opened
where c.import_id = @importId
  and c.change in ('added', 'changed')
