delete from inventory.county c
using inventory.zone_before b
where b.import_id = @importId
  and b.layer = 'county'
  and c.county_code = b.code
  and not exists (select from inventory.township t where t.county_code = c.county_code)
  and not exists (select from inventory.parcel p where p.county_code = c.county_code)
