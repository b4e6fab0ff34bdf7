-- Rows came with their own ids: the counters go on behind them (the application may call nextval, not setval), and the new
-- state of the inventory gets its generation.
select count(nextval('inventory.parcel_parcel_id_seq'))
from generate_series((select last_value from inventory.parcel_parcel_id_seq), (select max(parcel_id) from inventory.parcel));
select count(nextval('inventory.parcel_version_parcel_version_id_seq'))
from generate_series((select last_value from inventory.parcel_version_parcel_version_id_seq), (select max(parcel_version_id) from inventory.parcel_version));
select count(nextval('inventory.layer_feature_feature_id_seq'))
from generate_series((select last_value from inventory.layer_feature_feature_id_seq), (select max(feature_id) from inventory.layer_feature));
select count(nextval('inventory.evidence_layer_evidence_layer_id_seq'))
from generate_series((select last_value from inventory.evidence_layer_evidence_layer_id_seq), (select max(evidence_layer_id) from inventory.evidence_layer));
insert into inventory.data_generation (actor, reason, takes_back)
values (@actor, @reason, 0);
