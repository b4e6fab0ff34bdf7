-- Townships with parcels to cut, and how many: for now those without a current cut, for a past day all of it.
select v.township_code as township, count(*) as parcels
from inventory.parcel_version v
where case when @asOf::date is null then v.parcel_version_id = any (@stale) else v.valid @> @asOf::date end
group by v.township_code
order by v.township_code
