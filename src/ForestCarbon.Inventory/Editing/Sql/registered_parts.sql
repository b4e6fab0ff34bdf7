-- Parents of what an import opened, with all their parts; asked are the children on new ground of their own that the file states no
-- registered area for.
with asked as (
    select c.version_id
    from inventory.import_change c
    join inventory.import_feature f using (import_id, row_no)
    where c.import_id = @importId
      and (c.change = 'added' or (c.change = 'changed' and c.is_reshaped))
      and f.mapped ->> 'registered_area_ha' is null
)
select l.parent_version_id, p.registered_area_ha, l.child_version_id, l.ellipsoidal_area_m2,
       coalesce(l.child_version_id in (select version_id from asked), false) as is_asked
from inventory.parcel_lineage l
join inventory.parcel_version p on p.parcel_version_id = l.parent_version_id
where l.parent_version_id in (select m.parent_version_id from inventory.parcel_lineage m where m.child_version_id in (select version_id from asked))
order by l.parent_version_id, l.child_version_id nulls last
