-- A run that is under way goes on with the state of the data it began with: what a later import opened is not of that state, and what a
-- later import closed still is. Which import closed a version stands beside which one opened it. Versions closed before this column was
-- there were closed before every run under way, so it stays empty for them.
alter table inventory.parcel_version
    add column closed_by bigint constraint parcel_version_closed_by_fk references inventory.import;

-- An undone import takes its versions out of the inventory, and a county that is loaded anew takes all of them: a state that had them
-- cannot be read again. The change that took them says the oldest generation it took them from.
alter table inventory.data_generation
    add column takes_back bigint constraint data_generation_takes_back check (takes_back >= 0 and takes_back < generation);
