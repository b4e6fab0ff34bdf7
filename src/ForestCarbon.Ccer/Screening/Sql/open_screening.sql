insert into ccer.screening (run_id, methodology_id, as_of, claims_as_of, start_date, crediting_years, planting_model, generation, accounting_run, manifest, manifest_sha256)
values (@runId, @MethodologyId, @AsOf, @ClaimsAsOf, @StartDate, @creditingYears, @PlantingModel, @Generation, @AccountingRun, @manifest::jsonb,
        sha256(convert_to((@manifest::jsonb)::text, 'UTF8')))
