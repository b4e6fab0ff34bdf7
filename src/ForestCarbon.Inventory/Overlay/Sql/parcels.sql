select v.parcel_version_id, v.registered_area_ha, v.ellipsoidal_area_m2, s.geom
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
where v.valid @> @asOf::date
  and (@parcels::bigint[] is null or v.parcel_version_id = any (@parcels))
