with early as (
    select c.import_id, c.row_no, f.code, i.as_of
    from inventory.import_change c
    join inventory.import_feature f using (import_id, row_no)
    join inventory.import i using (import_id)
    where c.import_id = @importId
      and c.change = 'too-early'
      and not exists (select from inventory.import_finding n
                      where n.import_id = c.import_id and n.row_no = c.row_no and n.kind = 'as-of-too-early')
)
insert into inventory.import_finding (import_id, finding, row_no, kind, severity, blocks, subject, message, message_en)
select import_id,
       row_number() over (order by row_no) + coalesce((select max(finding) from inventory.import_finding where import_id = @importId), 0),
       row_no, 'as-of-too-early', 'error', true, code,
       code || '（第 ' || row_no || ' 行）在库中已有不早于 ' || as_of || ' 的版本，请核对资料日期。',
       code || ' (row ' || row_no || ') is stored already as of ' || as_of || ' or later: check the date of the data.'
from early
