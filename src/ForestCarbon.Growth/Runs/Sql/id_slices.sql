-- Slices of equal width in the id hold at most that many parcels of a township; counting them needs no sort of the parcels.
-- The versions are those of parcels_of_chunk.sql.
with later as materialized (
    select coalesce(array_agg(i.import_id), '{}') as imports from inventory.import_v i where i.generation > @Generation
)
select v.township_code, v.parcel_id / @width::bigint as part, count(*) as parcels,
       max(lower(v.valid)) as newest, min(lower(v.valid)) as oldest
from inventory.parcel_version_v v
where (v.valid @> @AsOf::date or (v.closed_by = any ((select l.imports from later l)::bigint[]) and lower(v.valid) <= @AsOf::date))
  and (v.opened_by = any ((select l.imports from later l)::bigint[])) is not true
group by 1, 2
order by v.township_code collate "C", part;
