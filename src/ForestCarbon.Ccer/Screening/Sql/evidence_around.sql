-- Evidence shapes around a chunk: which parcel has exactly that outline, and the outline of those that no parcel has.
select e.evidence_shape_id, p.parcel_version_id, case when p.parcel_version_id is null then st_asbinary(e.geom) end as outline
from inventory.evidence_shape_v e
left join (
    select s.parcel_version_id, s.geom
    from inventory.parcel_shape_v s
    join inventory.parcel_version_v v using (parcel_version_id)
    where (v.valid @> @asOf::date or (v.closed_by = any ((select inventory.imports_after(@generation))::bigint[]) and lower(v.valid) <= @asOf::date))
      and (v.opened_by = any ((select inventory.imports_after(@generation))::bigint[])) is not true
      and s.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
) p on p.geom = e.geom
where e.geom && st_makeenvelope(@west, @south, @east, @north, 4490)
