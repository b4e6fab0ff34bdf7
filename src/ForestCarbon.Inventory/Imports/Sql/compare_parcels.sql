-- The rows that stand under no code on the same shape: the stored shape that overlaps by 95 % both ways, else the code, else
-- a new parcel (definitions.md §2).
with storable as materialized (
    select f.import_id, f.row_no, f.code, i.as_of
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
      and not exists (select from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is null)
      and f.row_no not in (select c.row_no from inventory.import_change c where c.import_id = @importId)
), of_shape as materialized (
    -- two such pairs share a row or a parcel only where the file or the stored ground overlaps itself: the larger counts
    select distinct on (p.parcel_version_id) p.row_no, p.parcel_version_id
    from (
        select distinct on (o.row_no) o.row_no, o.parcel_version_id, o.common
        from inventory.import_overlap o
        where o.import_id = @importId and o.common >= 0.95 * greatest(o.row_area, o.stored_area) and o.row_no in (select s.row_no from storable s)
        order by o.row_no, o.common desc
    ) as p
    order by p.parcel_version_id, p.common desc
), matched as materialized (
    select p.row_no, p.parcel_version_id, 'shape' as matched_by
    from of_shape p
    union all
    select s.row_no, v.parcel_version_id, 'code'
    from storable s
    join inventory.parcel_version v on v.code = s.code and upper_inf(v.valid)
    where s.row_no not in (select row_no from of_shape)
      and v.parcel_version_id not in (select parcel_version_id from of_shape)
      and v.parcel_version_id not in (select c.stored_id from inventory.import_change c where c.import_id = @importId and c.stored_id is not null)
), met as materialized (
    select m.row_no, m.matched_by, v.parcel_version_id, v.parcel_id, v.ellipsoidal_area_m2, lower(v.valid) as since,
           m.matched_by = 'code' or st_asbinary(st_normalize(h.geom)) <> st_asbinary(st_normalize(st_multi(f.geom))) as is_reshaped,
           to_jsonb(inventory.parcel_as_read(f.mapped, f.ellipsoidal_area_m2, v)) - 'ellipsoidal_area_m2' <> to_jsonb(v) - 'ellipsoidal_area_m2' as is_rewritten
    from matched m
    join storable s using (row_no)
    join inventory.import_feature f on f.import_id = s.import_id and f.row_no = s.row_no
    join inventory.parcel_version v using (parcel_version_id)
    left join inventory.parcel_shape h using (parcel_version_id)
), past as materialized (
    -- a code that was in use before: the same parcel comes back
    select distinct on (s.row_no) s.row_no, v.parcel_id, upper(v.valid) as until
    from storable s
    join inventory.parcel_version v on v.code = s.code and not upper_inf(v.valid)
    where s.row_no not in (select row_no from matched)
      and not exists (select from inventory.parcel_version o where o.parcel_id = v.parcel_id and upper_inf(o.valid))
    order by s.row_no, upper(v.valid) desc
), judged as (
    select s.import_id, s.row_no,
           case
               when m.since >= s.as_of or p.until > s.as_of then 'too-early'
               when m.row_no is not null then 'changed'
               else 'added'
           end as change,
           m.parcel_version_id as stored_id, coalesce(m.parcel_id, p.parcel_id) as parcel_id, coalesce(m.is_reshaped, false) as is_reshaped,
           coalesce(m.is_rewritten, false) as is_rewritten, m.matched_by, m.ellipsoidal_area_m2 as stored_area_m2
    from storable s
    left join met m using (row_no)
    left join past p using (row_no)
    order by s.row_no
)
-- Numbered where it is for storing: an update of every row afterwards would cost as much as the comparison.
insert into inventory.import_change (import_id, row_no, change, stored_id, parcel_id, version_id, is_reshaped, is_rewritten, matched_by, stored_area_m2)
select import_id, row_no, change, stored_id,
       coalesce(parcel_id, case when @numbered and change = 'added' then nextval(pg_get_serial_sequence('inventory.parcel', 'parcel_id')) end),
       case when @numbered and change in ('added', 'changed') then nextval(pg_get_serial_sequence('inventory.parcel_version', 'parcel_version_id')) end,
       is_reshaped, is_rewritten, matched_by, stored_area_m2
from judged
