-- First the parcels that stand under the same code on the same shape, however its rings are wound and wherever they start.
-- Asked of the rows whose code is stored alone: a copy of all of them with their outlines would go over the disk.
-- Attributes are compared as jsonb, because it compares numbers by value: 1.0 and 1.00 are the same.
with storable as (
    select f.import_id, f.row_no, f.code, f.mapped, f.ellipsoidal_area_m2, f.geom, i.as_of, i.mapping
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and f.row_no not in (select n.row_no from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is not null)
      and not exists (select from inventory.import_finding n where n.import_id = @importId and n.blocks and n.row_no is null)
      and f.row_no not in (select c.row_no from inventory.import_change c where c.import_id = @importId)
), met as materialized (
    -- once a row: what is asked of it three times below takes both versions apart
    select s.import_id, s.row_no, s.as_of, v.parcel_version_id, v.parcel_id, v.ellipsoidal_area_m2, lower(v.valid) as since,
           -- a column that no attribute takes goes with a change and makes none
           to_jsonb(inventory.parcel_as_read(
               (s.mapped - 'other') || coalesce((select jsonb_build_object('other', jsonb_object_agg(o.key, o.value))
                                                 from jsonb_each(s.mapped -> 'other') as o
                                                 where jsonb_exists(s.mapping, o.key)
                                                 having count(*) > 0), '{}'), s.ellipsoidal_area_m2, v)) <> to_jsonb(v) as is_rewritten
    from storable s
    join inventory.parcel_version v on v.code = s.code and upper_inf(v.valid)
    join inventory.parcel_shape h using (parcel_version_id)
    where st_asbinary(h.geom) = st_asbinary(st_multi(s.geom)) or st_asbinary(st_normalize(h.geom)) = st_asbinary(st_normalize(st_multi(s.geom)))
)
insert into inventory.import_change (import_id, row_no, change, stored_id, parcel_id, version_id, is_rewritten, matched_by, stored_area_m2)
select import_id, row_no,
       case when not is_rewritten then 'unchanged' when since >= as_of then 'too-early' else 'changed' end,
       parcel_version_id, parcel_id,
       case when @numbered and is_rewritten and since < as_of then nextval(pg_get_serial_sequence('inventory.parcel_version', 'parcel_version_id')) end,
       is_rewritten, 'code', ellipsoidal_area_m2
from met
order by row_no
