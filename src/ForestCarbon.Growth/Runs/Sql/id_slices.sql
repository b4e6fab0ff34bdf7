-- Slices of equal width in the id hold at most that many parcels of a township; counting them needs no sort of the parcels.
select v.township_code, v.parcel_id / @width::bigint as part, count(*) as parcels,
       max(lower(v.valid)) as newest, min(lower(v.valid)) as oldest
from inventory.parcel_version_v v
where v.valid @> @asOf::date
group by 1, 2
order by v.township_code collate "C", part;
