select m.field_mapping_id, m.name, m.layer, m.mapping::text as json, m.made_by, m.made_at,
       (select count(*)
        from inventory.import i
        where i.field_mapping_id = m.field_mapping_id
          and (@importsOf::text is null or i.staged_by = @importsOf)) as imports
from inventory.field_mapping m
where m.removed_at is null
order by m.name
