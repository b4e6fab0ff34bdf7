select l.evidence_layer_id, l.name, l.as_of, l.source, l.is_demonstration, l.import_id, count(r.evidence_shape_id) as records
from inventory.evidence_layer l
left join inventory.evidence_record r using (evidence_layer_id)
group by l.evidence_layer_id
order by l.as_of desc, l.evidence_layer_id
