-- What an import has just opened, among every open parcel beside it, from south to north.
with opened as materialized (
    select c.version_id from inventory.import_change c where c.import_id = @importId and c.change in ('added', 'changed')
), extent as materialized (
    select st_expand(st_setsrid(st_extent(s.geom)::geometry, 4490), 0.00001) as box
    from inventory.parcel_shape s
    where s.parcel_version_id in (select version_id from opened)
)
select case when m.townships is null or v.township_code = any (m.townships) then v.code else '' end as code, v.parcel_version_id, v.parcel_version_id in (select version_id from opened) as is_judged, st_asbinary(s.geom) as shape
from extent e
cross join (select i.townships from inventory.import i where i.import_id = @importId) as m
join inventory.parcel_shape s on s.geom && e.box
join inventory.parcel_version v using (parcel_version_id)
where upper_inf(v.valid)
order by st_ymin(s.geom), v.parcel_version_id
