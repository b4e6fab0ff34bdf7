-- What a tile says of a parcel, in an index of its own: for the thousand parcels of a tile the server otherwise read the versions of
-- the whole county, 60 of whose columns no tile shows.
create index parcel_version_drawn on inventory.parcel_version (parcel_version_id)
    include (parcel_id, township_code, subcompartment, ellipsoidal_area_m2, species_code, age_group, forest_category)
    where upper_inf(valid);
