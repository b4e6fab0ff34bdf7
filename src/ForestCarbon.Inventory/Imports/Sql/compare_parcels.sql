-- Rows that can be stored, against the version open under their code. As jsonb, because it
-- compares numbers by value: 1.0 and 1.00 are the same.
with storable as (
    select f.import_id, f.row_no, f.code, f.mapped, f.ellipsoidal_area_m2, f.geom, i.as_of
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and not exists (select from inventory.import_finding n where n.import_id = f.import_id and n.row_no = f.row_no and n.blocks)
), matched as (
    select s.row_no, s.as_of, v.parcel_version_id, v.parcel_id, lower(v.valid) as since,
           st_asbinary(h.geom) = st_asbinary(st_multi(s.geom))
               and to_jsonb(inventory.parcel_as_read(s.mapped, s.ellipsoidal_area_m2, v)) = to_jsonb(v) as is_same
    from storable s
    join inventory.parcel_version v on v.code = s.code and upper_inf(v.valid)
    left join inventory.parcel_shape h using (parcel_version_id)
), past as (
    -- a code that was in use before: the same parcel comes back
    select distinct on (s.row_no) s.row_no, s.as_of, v.parcel_id, upper(v.valid) as until
    from storable s
    join inventory.parcel_version v on v.code = s.code and not upper_inf(v.valid)
    where not exists (select from matched m where m.row_no = s.row_no)
    order by s.row_no, upper(v.valid) desc
)
insert into inventory.import_change (import_id, row_no, change, stored_id, parcel_id)
select s.import_id, s.row_no,
       case
           when coalesce(m.is_same, false) then 'unchanged'
           when m.since >= s.as_of or p.until > s.as_of then 'too-early'
           when m.row_no is not null then 'changed'
           else 'added'
       end,
       m.parcel_version_id, coalesce(m.parcel_id, p.parcel_id)
from storable s
left join matched m using (row_no)
left join past p using (row_no)
order by s.row_no
