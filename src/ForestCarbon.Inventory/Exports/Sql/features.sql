-- A feature that names no township belongs to whoever's ground it touches.
select f.code, f.name, f.township_code, f.ellipsoidal_area_m2, f.registered_area_ha, f.contract_area_mu, f.attributes::text as attributes, f.geom
from inventory.layer_feature f
where f.layer = @layer
  and f.valid @> @asOf::date
  and (@townships::text[] is null or inventory.touches_townships(f, @townships))
  and (@township::text is null or inventory.touches_townships(f, array[@township]))
order by f.code collate "C", f.feature_id
