insert into growth.sink_uncertainty (sink_table_id, component, deviation_kg, note, note_en)
values (@id, @Component, @DeviationKg, @Note, @NoteEn);
