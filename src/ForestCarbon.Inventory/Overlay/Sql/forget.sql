delete from inventory.parcel_overlay p
where p.parcel_version_id = any (@parcels)
