-- The last that was known under a code or an id that stands no more: until when, through which change, and what the parcel is called now.
with ended as (
    select v.parcel_id, v.parcel_version_id, v.code, v.valid, v.closed_by
    from inventory.parcel_version v
    where not upper_inf(v.valid)
      and (v.parcel_id = @parcelId or v.code = @code)
      and (@townships::text[] is null or v.township_code = any (@townships))
    order by v.parcel_id = @parcelId desc, upper(v.valid) desc
    limit 1
)
select e.parcel_id, e.code, upper(e.valid) - 1 as last_day, upper(e.valid) as ended_on, e.closed_by as import_id, i.file_name as file,
       i.decided_by, i.decided_at, g.reason, a.kind as absence,
       (select o.code from inventory.parcel_version o where o.parcel_id = e.parcel_id and upper_inf(o.valid)) as current_code
from ended e
left join inventory.import i on i.import_id = e.closed_by
left join inventory.data_generation g on g.generation = i.generation
left join inventory.import_absence a on a.import_id = e.closed_by and a.parcel_version_id = e.parcel_version_id;
