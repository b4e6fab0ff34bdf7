delete from inventory.parcel p
where p.opened_by = @importId
  and not exists (select from inventory.parcel_version v where v.parcel_id = p.parcel_id)
