insert into inventory.parcel_sketch (zoom, parcel_version_id, geom)
select z.zoom, s.parcel_version_id, k.geom
from inventory.parcel_shape s
join inventory.parcel_version v using (parcel_version_id)
cross join generate_series(10, 13) as z (zoom)
cross join lateral (select inventory.parcel_sketch_of(s.geom_3857, z.zoom) as geom) k
where s.parcel_version_id between @from and @to
  and v.parcel_version_id between @from and @to
  and v.ellipsoidal_area_m2 >= inventory.least_drawn_area_m2(z.zoom)
  and k.geom is not null
  and not exists (select from inventory.parcel_sketch p where p.zoom = z.zoom and p.parcel_version_id = s.parcel_version_id)
on conflict do nothing;
