insert into inventory.import (layer, file_name, file_sha256, state, as_of, source_layer, crs, crs_reason, encoding, encoding_reason,
                              mapping, staged_by, datum_shift)
values (@layer, @fileName, @sha256, 'staged', @asOf, @sourceLayer, @crs, @crsReason, @encoding, @encodingReason, @mapping::jsonb, @by, @datumShift::jsonb)
returning import_id
