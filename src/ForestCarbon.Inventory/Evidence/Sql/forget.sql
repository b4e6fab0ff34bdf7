with gone as (
    select l.evidence_layer_id from inventory.evidence_layer l where l.import_id = @importId
), orphaned as materialized (
    select r.evidence_shape_id
    from inventory.evidence_record r
    where r.evidence_layer_id in (select evidence_layer_id from gone)
      and not exists (select from inventory.evidence_record o where o.evidence_shape_id = r.evidence_shape_id and o.evidence_layer_id not in (select evidence_layer_id from gone))
), records as (
    delete from inventory.evidence_record r where r.evidence_layer_id in (select evidence_layer_id from gone) returning r.evidence_shape_id
), shapes as (
    delete from inventory.evidence_shape s where s.evidence_shape_id in (select evidence_shape_id from orphaned)
), layers as (
    delete from inventory.evidence_layer l where l.evidence_layer_id in (select evidence_layer_id from gone)
)
select count(*) from records
