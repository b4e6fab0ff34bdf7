-- What became of stored parcels that the file speaks of but no row matches, and which rows are parts of one or made of several.
-- Only rows that are new or have another shape can be either, so a file of known shapes costs nothing here.
with touched as materialized (
    select o.row_no, o.parcel_version_id, o.row_area, o.stored_area, o.common
    from inventory.import_overlap o
    join inventory.import_change c using (import_id, row_no)
    where o.import_id = @importId
      and (c.change = 'added' or (c.change = 'changed' and c.is_reshaped))
      and o.parcel_version_id not in (select u.stored_id from inventory.import_change u
                                      where u.import_id = @importId and u.stored_id is not null and not u.is_reshaped)
), split as (
    select t.parcel_version_id
    from touched t
    where t.common >= 0.95 * t.row_area
    group by t.parcel_version_id
    having count(*) > 1 and sum(t.common) >= 0.95 * min(t.stored_area)
), merged as (
    select t.row_no
    from touched t
    where t.common >= 0.95 * t.stored_area
    group by t.row_no
    having count(*) > 1 and sum(t.common) >= 0.95 * min(t.row_area)
), named as (
    update inventory.import_change c
    set relation = case when r.is_split then 'split' else 'merged' end
    from (
        select t.row_no, true as is_split from touched t join split using (parcel_version_id) where t.common >= 0.95 * t.row_area
        union
        select m.row_no, false from merged m
    ) as r
    where c.import_id = @importId and c.row_no = r.row_no
)
insert into inventory.import_absence (import_id, parcel_version_id, parcel_id, code, kind, area_m2)
select @importId, v.parcel_version_id, v.parcel_id, v.code,
       case
           when exists (select from split s where s.parcel_version_id = v.parcel_version_id) then 'split'
           when exists (select from touched t join merged using (row_no) where t.parcel_version_id = v.parcel_version_id and t.common >= 0.95 * t.stored_area) then 'merged'
           else 'removed'
       end,
       v.ellipsoidal_area_m2
from inventory.parcel_version v
where upper_inf(v.valid)
  and ((select i.townships from inventory.import i where i.import_id = @importId) is null
       or v.township_code = any ((select i.townships from inventory.import i where i.import_id = @importId)::text[]))
  -- a table that is joined by code speaks of no parcel but those it names
  and exists (select from inventory.import i where i.import_id = @importId and (i.is_complete or not i.is_joined))
  and v.village_code in (select distinct left(f.code, 12) from inventory.import_feature f where f.import_id = @importId and f.code is not null)
  and v.parcel_version_id not in (select c.stored_id from inventory.import_change c where c.import_id = @importId and c.stored_id is not null)
  -- a row that cannot be stored still speaks of its parcel, by its ground or by its code
  and v.parcel_version_id not in (select o.parcel_version_id from inventory.import_overlap o
                                  where o.import_id = @importId and o.common >= 0.95 * greatest(o.row_area, o.stored_area))
  and v.code not in (select f.code from inventory.import_feature f
                     where f.import_id = @importId and f.code is not null
                       and f.row_no not in (select c.row_no from inventory.import_change c where c.import_id = @importId))
