insert into growth.sink_line (sink_table_id, line, parcels, area_m2, volume_m3, stock_kg, previous_kg, growth_kg, new_forest_kg, harvest_kg,
                              disturbance_kg, left_forest_kg, revision_kg)
values (@id, @Line, @Parcels, @AreaM2, @VolumeM3, @StockKg, @PreviousKg, @GrowthKg, @NewForestKg, @HarvestKg,
        @DisturbanceKg, @LeftForestKg, @RevisionKg);
