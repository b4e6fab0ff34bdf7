-- Everything a county is made of, in one statement per dependency; codes stay, because they belong to the program.
delete from inventory.harvest_quota;
delete from inventory.evidence_record;
delete from inventory.evidence_shape;
delete from inventory.evidence_layer;
delete from inventory.layer_feature;
delete from inventory.parcel_shape;
delete from inventory.parcel_version;
delete from inventory.parcel;
delete from inventory.plan_target;
delete from inventory.village;
delete from inventory.township;
delete from inventory.county;
