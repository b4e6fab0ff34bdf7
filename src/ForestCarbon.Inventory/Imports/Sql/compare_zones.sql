-- Townships and villages by their codes. What a file leaves out stays: borders change by what is drawn, never by what is not.
insert into inventory.import_change (import_id, row_no, change, is_reshaped, is_rewritten, matched_by, stored_area_m2)
select g.import_id, g.row_no,
       case
           when not g.is_stored then 'added'
           when g.is_same_shape and (g.name_zh, g.name_en) = (g.stored_name_zh, g.stored_name_en) then 'unchanged'
           else 'changed'
       end,
       g.is_stored and not g.is_same_shape,
       g.is_stored and (g.name_zh, g.name_en) <> (g.stored_name_zh, g.stored_name_en),
       case when g.is_stored then 'code' end, g.stored_area_m2
from inventory.zone_given g
where g.import_id = @importId
  and not exists (select from inventory.import_finding n where n.import_id = g.import_id and coalesce(n.row_no, g.row_no) = g.row_no and n.blocks)
order by g.row_no
