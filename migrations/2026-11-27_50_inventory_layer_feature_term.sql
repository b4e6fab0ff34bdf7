-- Features with a known end are in force until it comes: those whose end lies ahead are found by it among all that were ever closed.
create index layer_feature_term on inventory.layer_feature (layer, upper(valid)) where not upper_inf(valid);
