-- A dry run is taken back at its end. It has a number that no import has, because one drawn from the sequence would be used up.
insert into inventory.import (import_id, layer, file_name, file_sha256, state, as_of, source_layer, crs, crs_reason, encoding, encoding_reason,
                              mapping, staged_by, datum_shift)
overriding system value
values (case when @dryRun then -pg_backend_pid() else nextval(pg_get_serial_sequence('inventory.import', 'import_id')) end,
        @layer, @fileName, @sha256, 'staged', @asOf, @sourceLayer, @crs, @crsReason, @encoding, @encodingReason, @mapping::jsonb, @by, @datumShift::jsonb)
returning import_id
