-- How many features a layer holds is asked on every visit of the page of layers: their shapes lie in the same rows, so the count reads an index instead.
create index layer_feature_current on inventory.layer_feature (layer, township_code) where upper_inf(valid);
