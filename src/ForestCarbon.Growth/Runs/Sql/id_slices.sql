-- Slices of equal width in the id hold at most that many parcels of a township; counting them needs no sort of the parcels.
select v.township_code, v.parcel_id / @width::bigint as part, count(*) as parcels,
       max(extract(year from lower(v.valid)))::int as newest_year, min(extract(year from lower(v.valid)))::int as oldest_year
from inventory.parcel_version_v v
where v.valid @> @asOf::date
group by 1, 2
order by v.township_code collate "C", part;
