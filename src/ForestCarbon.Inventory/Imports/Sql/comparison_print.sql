-- What a comparison says, as one text: two of them are the same where the same versions would be stored and closed.
-- Rows that come too early are none: once that is found of them they are not compared.
select md5(concat(
    (select string_agg(concat_ws('|', c.row_no, c.change, coalesce(c.stored_id::text, ''), c.is_reshaped, c.is_rewritten, coalesce(c.relation, ''), c.stored_area_m2), ';' order by c.row_no)
     from inventory.import_change c where c.import_id = @importId and c.change <> 'too-early'),
    '#',
    (select string_agg(concat_ws('|', a.parcel_version_id, a.kind), ';' order by a.parcel_version_id)
     from inventory.import_absence a
     where a.import_id = @importId
       -- what the file merely leaves out matters where it is to be closed
       and (@withRemoved or a.kind <> 'removed'
            or a.code in (select f.code from inventory.import_feature f where f.import_id = @importId and f.code is not null)))))
