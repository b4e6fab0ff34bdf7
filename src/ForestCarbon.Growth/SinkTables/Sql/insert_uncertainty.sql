insert into growth.sink_uncertainty (sink_table_id, component, deviation_kg, note)
values (@id, @Component, @DeviationKg, @Note);
