-- How many rows keep the stored shape (keep_near_parcels.sql, keep_near_renumbered.sql, keep_near_features.sql).
insert into inventory.import_finding (import_id, finding, kind, severity, blocks, message, message_en)
select @importId, coalesce((select max(f.finding) from inventory.import_finding f where f.import_id = @importId), 0) + 1, 'file', 'note', false,
       @rows::int || ' 个图形与库中的相差不到 1 毫米，按图形没有变化处理，保留库中的图形。',
       @rows::int || ' shapes differ from the stored ones by less than 1 mm: they count as unchanged, and the stored shapes are kept.'
