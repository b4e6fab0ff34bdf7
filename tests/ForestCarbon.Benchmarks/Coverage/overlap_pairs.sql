-- The honest alternative: pairs that overlap, in PostGIS alone; it says nothing of gaps, widths or places.
select count(*)
from inventory.parcel_shape a
join inventory.parcel_shape b on a.parcel_version_id < b.parcel_version_id and a.geom && b.geom and st_relate(a.geom, b.geom, '2********')
