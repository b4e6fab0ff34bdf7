-- Under its name there is the same mapping or none, unless somebody else kept one at this moment: then the later word holds.
insert into inventory.field_mapping (name, layer, mapping, made_by)
values (@name, @layer, @mapping::jsonb, @by)
on conflict (name) where removed_at is null
do update set layer = excluded.layer, mapping = excluded.mapping, made_by = excluded.made_by, made_at = now()
returning field_mapping_id
