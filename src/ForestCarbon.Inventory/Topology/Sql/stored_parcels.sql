-- Parcels of a date from south to north; with townships, those whose findings are asked for are judged, their neighbours only compared.
select v.code,
       v.parcel_version_id,
       @townships::text[] is null or v.township_code = any (@townships) as is_judged,
       st_asbinary(s.geom) as shape
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
where v.valid @> @asOf::date
  and (@townships::text[] is null
       or s.geom && (select st_expand(st_setsrid(st_extent(t.geom)::geometry, 4490), 0.001) from inventory.township t where t.township_code = any (@townships)))
order by st_ymin(s.geom), v.parcel_version_id
