-- A township's parcels in groups of about @width, in the order of their ids, which is also that of the ground in most files. The versions
-- are those of parcels_of_chunk.sql.
select s.township_code, min(s.parcel_id) as first_id, max(s.parcel_id) as last_id, count(*) as parcels
from (
    select v.township_code, v.parcel_id, (row_number() over (partition by v.township_code order by v.parcel_id) - 1) / @width as part
    from inventory.parcel_version_v v
    where (v.valid @> @AsOf::date or (v.closed_by = any ((select inventory.imports_after(@Generation))::bigint[]) and lower(v.valid) <= @AsOf::date))
      and (v.opened_by = any ((select inventory.imports_after(@Generation))::bigint[])) is not true
) s
group by s.township_code, s.part
order by s.township_code, s.part
