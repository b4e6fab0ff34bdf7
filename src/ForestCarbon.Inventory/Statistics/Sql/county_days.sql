-- From which days the current parcels are, newest first.
select lower(v.valid) as "from", count(*) as parcels
from inventory.parcel_version v
where upper_inf(v.valid)
group by lower(v.valid)
order by lower(v.valid) desc;
