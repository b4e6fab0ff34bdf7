-- A field that is empty in every row was more often lost on the way than emptied on purpose: how many stored values would go with it.
with stored as materialized (
    select to_jsonb(v) as facts
    from inventory.import_change c
    join inventory.parcel_version v on v.parcel_version_id = c.stored_id
    where c.import_id = @importId
      and c.change = 'changed'
), emptied as (
    select e.field, e.name, count(*) as parcels
    from stored s
    cross join unnest(@columns::text[], @fields::text[], @names::text[]) as e (column_name, field, name)
    where s.facts ->> e.column_name is not null
      -- an inferred registered area stays where a file leaves it empty (inventory.parcel_as_read)
      and not (e.column_name = 'registered_area_ha' and (s.facts ->> 'registered_area_inferred')::boolean is true)
    group by e.field, e.name
)
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, subject, message, message_en, size, size_unit)
select @importId, row_number() over (order by field) + coalesce((select max(finding) from inventory.import_finding where import_id = @importId), 0),
       'values-emptied', 'warning', false, field,
       '字段 ' || field || '（' || name || '）在全部各行都是空的，入库会清空库中 ' || parcels || ' 个小班已有的这一项；不是有意清空的话，请在字段对应里把它设为不用，库中的值就不变。',
       'Field ' || field || ' is empty in every row and would empty what is stored of it for ' || parcels || ' parcels. If that is not meant, leave the field out in the mapping: what is stored stays.',
       parcels, 'parcels'
from emptied
