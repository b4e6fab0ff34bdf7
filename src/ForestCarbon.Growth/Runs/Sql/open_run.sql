insert into growth.run (run_id, scenario, as_of, generation, inventory_year, first_year, last_year, curve_set_id, projection, manifest, manifest_sha256)
values (@runId, @Scenario, @AsOf, @Generation, @InventoryYear, @FirstYear, @LastYear, @curveSetId, @Projection, @manifest::jsonb,
        sha256(convert_to((@manifest::jsonb)::text, 'UTF8')));
