insert into inventory.layer_feature (layer, feature_id, code, name, township_code, valid, ellipsoidal_area_m2, registered_area_ha,
                                     contract_area_mu, attributes, opened_by, geom, geom_3857)
select o.layer, o.feature_id, o.code, o.name, o.township_code, o.valid, o.ellipsoidal_area_m2, o.registered_area_ha,
       o.contract_area_mu, o.attributes, o.opened_by, f.geom, st_transform(f.geom, 3857)
from inventory.import_change c
join inventory.import_feature f using (import_id, row_no)
join inventory.import i using (import_id)
left join inventory.layer_feature v on v.layer = i.layer and v.feature_id = c.stored_id
cross join lateral jsonb_populate_record(inventory.feature_as_read(f.mapped, f.ellipsoidal_area_m2, v), jsonb_build_object(
    'layer', i.layer,
    'feature_id', c.version_id,
    -- An end that is known stays known.
    'valid', daterange(i.as_of, upper(v.valid))::text,
    'opened_by', c.import_id)) as o
where c.import_id = @importId
  and c.change in ('added', 'changed')
order by c.row_no
