-- True where everything stored that the rows meet, by code or by ground, is younger than the file.
select count(*) > 0 and bool_and(lower(v.valid) > (select i.as_of from inventory.import i where i.import_id = @importId))
from (
    select c.stored_id as parcel_version_id from inventory.import_change c where c.import_id = @importId and c.stored_id is not null
    union
    select o.parcel_version_id from inventory.import_overlap o where o.import_id = @importId and o.common > 0.01 * least(o.row_area, o.stored_area)
    union
    -- rows that only their code keeps from the comparison: old files have codes of another form; some of them tell for all
    select s.parcel_version_id
    from (
        select f.geom
        from inventory.import_feature f
        where f.import_id = @importId
          and st_dimension(f.geom) = 2
          and (f.row_no in (select n.row_no from inventory.import_finding n
                            where n.import_id = @importId and n.blocks and n.row_no is not null and n.kind in ('code-missing', 'code-form', 'code-duplicate'))
               or exists (select from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is null and n.kind = 'code-form'))
          and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null
                               and n.kind not in ('code-missing', 'code-form', 'code-duplicate'))
        order by f.row_no
        limit 200
    ) f
    join inventory.parcel_shape s on s.geom && f.geom and st_relate(s.geom, f.geom, '2********')
    join inventory.parcel_version w using (parcel_version_id)
    where upper_inf(w.valid)
      and ((select i.townships from inventory.import i where i.import_id = @importId) is null
           or w.township_code = any ((select i.townships from inventory.import i where i.import_id = @importId)::text[]))
) as met
join inventory.parcel_version v using (parcel_version_id)
