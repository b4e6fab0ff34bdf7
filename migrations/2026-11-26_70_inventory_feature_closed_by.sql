-- A screening that is under way goes on with the layers it began with, as it does with the parcels (2026-11-26_10): which import closed a
-- feature stands beside which one opened it. Features closed before this column was there were closed before every run under way.
alter table inventory.layer_feature
    add column closed_by bigint constraint layer_feature_closed_by_fk references inventory.import;
