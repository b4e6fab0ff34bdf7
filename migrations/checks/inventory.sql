-- What must hold whatever was loaded. A row returned is a fault: the first column says which.
select 'a current parcel version has no shape' as fault, v.code as subject
from inventory.parcel_version v
left join inventory.parcel_shape s using (parcel_version_id)
where upper_inf(v.valid) and s.parcel_version_id is null
limit 10;
