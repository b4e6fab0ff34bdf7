insert into growth.sink_table (year, run_id, previous_run, previous_table, method_note, method_note_en, content_sha256, made_by)
values (@year, @RunId, @previousRun, @previousTable, @note, @noteEn, @sha256, @by)
returning sink_table_id;
