select st_numgeometries(s.geom) as parts,
       st_nrings(s.geom) as rings,
       -- A ring ends where it began; that point is counted once.
       st_npoints(s.geom) - st_nrings(s.geom) as vertices,
       v.ellipsoidal_area_m2 as stored_m2,
       inventory.ellipsoidal_area_m2(s.geom) as recomputed_m2,
       v.registered_area_ha as registered_ha,
       v.registered_area_inferred as is_inferred,
       i.file_name as file
from inventory.parcel_version v
join inventory.parcel_shape s using (parcel_version_id)
left join inventory.import i on i.import_id = v.opened_by
where v.parcel_version_id = @parcelVersionId
  and (@townships::text[] is null or v.township_code = any(@townships));
