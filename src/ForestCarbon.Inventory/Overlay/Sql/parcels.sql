select v.parcel_version_id, v.registered_area_ha, v.ellipsoidal_area_m2, s.geom
from unnest(@parcels::bigint[]) as asked (parcel_version_id)
join inventory.parcel_version v using (parcel_version_id)
join inventory.parcel_shape s using (parcel_version_id)
