select finding, row_no, kind, severity, blocks, subject, message, size, size_unit,
       st_x(st_pointonsurface(geom)) as longitude, st_y(st_pointonsurface(geom)) as latitude, message_en, other_subject
from inventory.import_finding
where import_id = @importId
  and (not @isOfFile or row_no is null)
  and (@kind::text is null or kind = @kind)
  and (@severity::text is null or severity = @severity)
  and (@search::text is null or strpos(lower(concat_ws(E'\n', subject, other_subject, message, message_en)), lower(@search)) > 0)
-- as FindingOrder has it
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, row_no is not null, kind collate "C", row_no, finding
limit @limit offset @offset
