select t.kind, t.row_no, t.code, t.stored_code, t.matched_by, t.area_m2, t.stored_area_m2, t.stored_version_id, t.is_closed
from (
    select case
               when c.relation is not null then c.relation
               when c.change = 'changed' and c.is_reshaped then 'reshaped'
               when c.change = 'changed' then 'rewritten'
               else c.change
           end as kind, c.row_no, f.code,
           coalesce(v.code, case when i.layer <> 'forest-land' and c.matched_by = 'code' then f.code end) as stored_code, c.matched_by, f.ellipsoidal_area_m2 as area_m2, c.stored_area_m2,
           v.parcel_version_id as stored_version_id, false as is_closed
    from inventory.import_change c
    join inventory.import_feature f using (import_id, row_no)
    join inventory.import i using (import_id)
    left join inventory.parcel_version v on i.layer = 'forest-land' and v.parcel_version_id = c.stored_id
    where c.import_id = @importId
    union all
    select case a.kind when 'removed' then 'removed' else a.kind || '-from' end, null, null, a.code, null, null, a.area_m2, a.parcel_version_id, a.is_closed
    from inventory.import_absence a
    where a.import_id = @importId
) as t
where t.kind <> 'unchanged'
  and (@kind::text is null or t.kind = @kind)
order by t.kind, t.row_no, t.stored_code
limit @limit
