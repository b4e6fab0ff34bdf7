insert into growth.curve_gap (curve_set_id, level, species_group, species_code, origin, site_class, parcels, ages,
                              youngest_a, oldest_a, reason)
values (@setId, @level, @SpeciesGroup, @SpeciesCode, @origin, @SiteClass, @Parcels, @Ages, @Youngest, @Oldest, @Reason);
