-- Which versions stand open, without reading them: after every edit the overlay compares them with those it has cut.
create index parcel_version_current_ids on inventory.parcel_version (parcel_version_id) where upper_inf(valid);
