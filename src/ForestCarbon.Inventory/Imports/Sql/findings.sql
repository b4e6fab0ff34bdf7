select finding, row_no, kind, severity, blocks, subject, message, size, size_unit,
       st_x(st_pointonsurface(geom)) as longitude, st_y(st_pointonsurface(geom)) as latitude, message_en, other_subject
from inventory.import_finding
where import_id = @importId
order by row_no nulls first, finding
