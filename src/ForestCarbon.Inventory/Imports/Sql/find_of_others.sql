-- Rows under a code that a feature of a township bears which is not the sender's: told, and nothing of that feature.
insert into inventory.import_finding (import_id, finding, row_no, kind, severity, blocks, subject, message, message_en)
select i.import_id,
       row_number() over (order by f.row_no) + coalesce((select max(n.finding) from inventory.import_finding n where n.import_id = @importId), 0),
       f.row_no, 'outside-scope', 'error', true, f.code,
       f.code || '（第 ' || f.row_no || ' 行）的编号在库中属于不在您可修改的乡镇内的图斑，请换一个编号。',
       f.code || ' (row ' || f.row_no || ') bears the code of a stored feature that is not in the townships that you may change: give it another.'
from inventory.import_feature f
join inventory.import i using (import_id)
where f.import_id = @importId
  and i.townships is not null
  and exists (select
              from inventory.layer_feature v
              where v.layer = i.layer and v.code = f.code and (upper_inf(v.valid) or upper(v.valid) > i.as_of)
                and (v.township_code is null or v.township_code <> all (i.townships)))
  and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.kind = 'outside-scope' and n.row_no is not null)
