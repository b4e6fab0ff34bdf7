select finding, row_no, kind, severity, blocks, subject, message, size, size_unit,
       st_x(st_pointonsurface(geom)) as longitude, st_y(st_pointonsurface(geom)) as latitude, message_en, other_subject
from inventory.import_finding
where import_id = @importId
order by row_no nulls first, case when row_no is null then case severity when 'error' then 0 when 'warning' then 1 else 2 end end, finding
