-- A dry run is taken back at its end. It has a number that no import has, because one drawn from the sequence would be used up.
insert into inventory.import (import_id, layer, file_name, file_sha256, state, as_of, source_layer, crs, crs_reason, crs_reason_en, encoding, encoding_reason, encoding_reason_en,
                              mapping, staged_by, datum_shift, asked, is_joined, is_complete, proposed, field_mapping_id, field_mapping_name, rereads, townships)
overriding system value
values (case when @dryRun then -pg_backend_pid() else nextval(pg_get_serial_sequence('inventory.import', 'import_id')) end,
        @layer, @fileName, @sha256, 'staged', @asOf, @sourceLayer, @crs, @crsReason, @crsReasonEn, @encoding, @encodingReason, @encodingReasonEn, @mapping::jsonb, @by, @datumShift::jsonb,
        @asked::jsonb, @isJoined, @isComplete, @proposed::jsonb,
        @keptMapping::bigint, (select name from inventory.field_mapping where field_mapping_id = @keptMapping::bigint), @rereads::bigint, @townships::text[])
returning import_id
