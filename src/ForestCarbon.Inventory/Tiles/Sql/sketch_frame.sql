-- One look: a version that is seen here belongs to no later generation than the one that is seen here.
select (select coalesce(max(g.generation), 0) from inventory.data_generation g) as generation,
       (select coalesce(max(d.generation), 0) from inventory.sketched d) as sketched,
       coalesce((select min(s.parcel_version_id) from inventory.parcel_shape s), 1) as first_version,
       coalesce((select max(s.parcel_version_id) from inventory.parcel_shape s), 0) as last_version;
