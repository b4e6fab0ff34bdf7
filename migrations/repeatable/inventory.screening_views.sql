-- What the screening of ground reads beside the parcels: land-class history, and what the county plan asks for.
create or replace view inventory.evidence_layer_v as
select l.evidence_layer_id, l.name, l.as_of, l.source, l.is_demonstration, l.import_id
from inventory.evidence_layer l;

create or replace view inventory.evidence_shape_v as
select s.evidence_shape_id, s.geom
from inventory.evidence_shape s;

create or replace view inventory.evidence_record_v as
select r.evidence_layer_id, r.evidence_shape_id, r.land_class, r.code, r.land_class_given, r.land_class_list
from inventory.evidence_record r;

create or replace view inventory.plan_target_v as
select p.target_key, p.name_zh, p.name_en, p.value, p.unit, p.due, p.source, p.confidence, p.position
from inventory.plan_target p;
