select count(*)
from inventory.import_finding
where import_id = @importId
  and (@kind::text is null or kind = @kind)
  and (@severity::text is null or severity = @severity)
  and (@search::text is null or strpos(lower(concat_ws(E'\n', subject, other_subject, message, message_en)), lower(@search)) > 0)
