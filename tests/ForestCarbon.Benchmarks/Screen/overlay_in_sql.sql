-- What PostGIS takes for the overlays alone, without judging a condition: covered whole, or the part that is.
create temporary table overlaid as
select v.parcel_id, f.layer, f.feature_id,
       case when st_coveredby(s.geom, f.geom) then v.ellipsoidal_area_m2::float8 else inventory.ellipsoidal_area_m2(st_intersection(s.geom, f.geom)) end as area_m2
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
join inventory.layer_feature f on f.geom && s.geom and st_relate(f.geom, s.geom, '2********')
where upper_inf(v.valid) and f.layer in ('tenure-lot', 'protected-area', 'public-welfare', 'natural-forest', 'carbon-base', 'claim');
