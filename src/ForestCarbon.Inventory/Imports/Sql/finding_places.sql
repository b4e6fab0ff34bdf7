-- Where the findings lie, for the map: the place itself, else the row's shape; with the shape of the row to recognise it by, and the ground of an overlap,
-- gap or sliver itself. What lies far from the county would make a dot of it on the map.
with county as (
    select st_expand(st_setsrid(st_extent(geom)::geometry, 4490), 0.05) as box from inventory.county
)
select n.finding, n.kind, n.severity,
       st_asgeojson(st_pointonsurface(coalesce(n.geom, f.geom)), 7) as place,
       case when st_dimension(f.geom) > 0 then st_asgeojson(st_simplifypreservetopology(f.geom, 0.00001), 6) end as shape,
       case when st_dimension(n.geom) = 2 then st_asgeojson(n.geom, 9) end as ground,
       coalesce(not (coalesce(n.geom, f.geom) && county.box), false) as is_far
from inventory.import_finding n
cross join county
left join inventory.import_feature f on f.import_id = n.import_id and f.row_no = n.row_no
where n.import_id = @importId
  and coalesce(n.geom, f.geom) is not null
  and not st_isempty(coalesce(n.geom, f.geom))
  and (@kind::text is null or n.kind = @kind)
  and (@severity::text is null or n.severity = @severity)
  and (@search::text is null or strpos(lower(concat_ws(E'\n', n.subject, n.other_subject, n.message, n.message_en)), lower(@search)) > 0)
order by case n.severity when 'error' then 0 when 'warning' then 1 else 2 end, n.finding
limit @limit
