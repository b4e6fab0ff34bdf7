-- Whole parcels of bare or newly planted land that no claim stands on, in the order of their codes.
select v.code, s.geom
from inventory.parcel_current_v v
join inventory.parcel_shape_v s using (parcel_version_id)
where v.land_class in ('0141', '0171')
  and not exists (select from ccer.claim_plot p where p.geom && s.geom)
order by v.code collate "C"
limit @count::int
