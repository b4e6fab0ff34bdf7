-- Layers of evidence up to a day in a generation.
select l.evidence_layer_id
from inventory.evidence_layer_v l
where l.as_of <= @AsOf::date
  and (l.import_id = any (inventory.imports_after(@Generation))) is not true
order by l.as_of, l.evidence_layer_id
