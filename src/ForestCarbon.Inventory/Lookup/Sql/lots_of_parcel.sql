-- Tenure lots that lie over a parcel's outline on a day (null: now), the largest part first. A part under 50 m2 is the seam of two drawings.
select f.code, f.attributes ->> 'land_owner' as land_owner, f.attributes ->> 'contract_holder' as contract_holder, f.attributes ->> 'management_holder' as management_holder,
       f.attributes ->> 'tree_owner' as tree_owner, f.attributes ->> 'certificate_kind' as certificate_kind, f.attributes ->> 'certificate_no' as certificate_no,
       f.attributes ->> 'term_to' as term_to, f.attributes ->> 'carbon_benefit_holder' as carbon_benefit_holder, (f.attributes ->> 'disputed')::boolean as disputed, c.m2 as shared_m2
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
join inventory.layer_feature f on f.layer = 'tenure-lot' and f.geom && s.geom and st_relate(f.geom, s.geom, '2********')
cross join lateral (select inventory.ellipsoidal_area_m2(st_intersection(f.geom, s.geom)) as m2) c
where v.parcel_version_id = @parcelVersionId
  and (@townships::text[] is null or v.township_code = any (@townships))
  and f.valid @> coalesce(@asOf::date, current_date)
  and c.m2 >= 50
order by c.m2 desc, f.code
limit 20
