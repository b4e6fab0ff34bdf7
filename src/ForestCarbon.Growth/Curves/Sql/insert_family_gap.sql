insert into growth.curve_family_gap (curve_set_id, species_group, species_code, origin, sites, parcels, reason)
values (@setId, @SpeciesGroup, @SpeciesCode, @origin, @Sites, @Parcels, @Reason);
