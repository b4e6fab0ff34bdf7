-- The comparison in figures: kinds of change with number and areas.
select t.kind, count(*) as parcels, coalesce(sum(t.area_m2), 0) as area_m2, coalesce(sum(t.stored_area_m2), 0) as stored_area_m2
from (
    select case
               when c.relation is not null then c.relation
               when c.change = 'changed' and c.is_reshaped then 'reshaped'
               when c.change = 'changed' then 'rewritten'
               else c.change
           end as kind, f.ellipsoidal_area_m2 as area_m2, c.stored_area_m2
    from inventory.import_change c
    join inventory.import_feature f using (import_id, row_no)
    where c.import_id = @importId
    union all
    select case a.kind when 'removed' then 'removed' else a.kind || '-from' end, null, a.area_m2
    from inventory.import_absence a
    where a.import_id = @importId
) as t
group by t.kind
order by t.kind
