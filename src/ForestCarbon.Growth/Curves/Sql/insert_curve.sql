insert into growth.curve (curve_set_id, level, species_group, species_code, origin, site_class, form, parameters,
                          standard_errors, parcels, ages, youngest_a, oldest_a, area_m2, r2, rss, residual_m3_per_ha, covariance)
values (@setId, @level, @SpeciesGroup, @SpeciesCode, @origin, @SiteClass, @form, @Parameters,
        @StandardErrors, @Parcels, @Ages, @Youngest, @Oldest, @AreaM2, @R2, @Rss, @residual, @Covariance)
returning curve_id;
