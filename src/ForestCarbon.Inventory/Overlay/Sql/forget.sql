delete from inventory.parcel_overlay p
where p.parcel_version_id = any (@parcels)
   or not exists (select from inventory.parcel_version v where v.parcel_version_id = p.parcel_version_id and upper_inf(v.valid))
