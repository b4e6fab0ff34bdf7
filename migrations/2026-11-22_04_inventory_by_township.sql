-- A run over a past date walks a township's parcels in the order of their id, whatever versions are current today.
create index parcel_version_by_township on inventory.parcel_version (township_code, parcel_id);
