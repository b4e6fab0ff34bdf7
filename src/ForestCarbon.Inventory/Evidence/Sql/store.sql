-- The rows with a shape and a land class, as a layer of evidence; an outline that is known already is not stored again.
with layer as (
    insert into inventory.evidence_layer (evidence_layer_id, name, as_of, source, import_id)
    select coalesce((select max(l.evidence_layer_id) from inventory.evidence_layer l), 0) + 1, i.file_name, i.as_of,
           '第 ' || i.import_id || ' 号导入（' || i.file_name || '）', i.import_id
    from inventory.import i
    where i.import_id = @importId
    returning evidence_layer_id
), storable as materialized (
    select f.row_no, st_multi(f.geom) as geom, f.mapped ->> 'land_class' as land_class, f.mapped ->> 'land_class_given' as land_class_given,
           f.mapped ->> 'land_class_list' as land_class_list, coalesce(f.code, f.attributes ->> (i.mapping ->> 'code')) as code,
           row_number() over (partition by st_asbinary(st_multi(f.geom)) order by f.row_no) as nth
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and st_dimension(f.geom) = 2
      and f.mapped ->> 'land_class' is not null
      and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
), placed as materialized (
    select s.*, e.evidence_shape_id as known
    from storable s
    left join lateral (
        select e.evidence_shape_id from inventory.evidence_shape e where e.geom && s.geom and st_asbinary(e.geom) = st_asbinary(s.geom) order by e.evidence_shape_id limit 1
    ) e on true
    where s.nth = 1
), numbered as materialized (
    select p.*, coalesce(p.known, (select coalesce(max(e.evidence_shape_id), 0) from inventory.evidence_shape e) + row_number() over (partition by p.known is null order by p.row_no)) as shape_id
    from placed p
), shapes as (
    insert into inventory.evidence_shape (evidence_shape_id, geom)
    select shape_id, geom from numbered where known is null order by row_no
    returning evidence_shape_id
)
insert into inventory.evidence_record (evidence_layer_id, evidence_shape_id, land_class, code, land_class_given, land_class_list)
select l.evidence_layer_id, n.shape_id, n.land_class, n.code, n.land_class_given, n.land_class_list
from numbered n
cross join layer l
order by n.row_no
