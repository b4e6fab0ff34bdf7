insert into growth.curve_family (curve_set_id, species_group, species_code, origin, parameters, standard_errors, covariance, site_classes, site_x,
                                 site_x_errors, site_parcels, parcels, ages, youngest_a, oldest_a, area_m2, r2, rss, residual_m3_per_ha)
values (@setId, @SpeciesGroup, @SpeciesCode, @origin, @Parameters, @StandardErrors, @Covariance, @siteClasses, @siteX,
        @siteXErrors, @siteParcels, @Parcels, @Ages, @Youngest, @Oldest, @AreaM2, @R2, @Rss, @residual);
