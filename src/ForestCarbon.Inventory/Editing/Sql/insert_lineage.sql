insert into inventory.parcel_lineage (parent_version_id, child_version_id, on_date, ellipsoidal_area_m2)
values (@ParentVersionId, @ChildVersionId, @OnDate, @AreaM2)
