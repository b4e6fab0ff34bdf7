with storable as (
    select f.import_id, f.row_no, f.code, f.mapped, f.ellipsoidal_area_m2, f.geom, i.layer, i.as_of, i.townships
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and not exists (select from inventory.import_finding n where n.import_id = f.import_id and coalesce(n.row_no, f.row_no) = f.row_no and n.blocks)
), matched as (
    select distinct on (s.row_no) s.row_no, v.feature_id, v.ellipsoidal_area_m2, lower(v.valid) as since,
           not inventory.is_same_outline(v.geom, s.geom) as is_reshaped,
           to_jsonb(inventory.feature_as_read(s.mapped, s.ellipsoidal_area_m2, v)) - array['geom', 'geom_3857', 'ellipsoidal_area_m2']
               <> to_jsonb(v) - array['geom', 'geom_3857', 'ellipsoidal_area_m2'] as is_rewritten
    from storable s
    join inventory.layer_feature v on v.layer = s.layer and v.code = s.code and (upper_inf(v.valid) or upper(v.valid) > s.as_of)
                                        and (s.townships is null or v.township_code = any (s.townships))
    order by s.row_no, v.feature_id
)
insert into inventory.import_change (import_id, row_no, change, stored_id, is_reshaped, is_rewritten, matched_by, stored_area_m2)
select s.import_id, s.row_no,
       case
           when not m.is_reshaped and not m.is_rewritten then 'unchanged'
           when m.since >= s.as_of then 'too-early'
           when m.row_no is not null then 'changed'
           else 'added'
       end,
       m.feature_id, coalesce(m.is_reshaped, false), coalesce(m.is_rewritten, false), case when m.row_no is not null then 'code' end, m.ellipsoidal_area_m2
from storable s
left join matched m using (row_no)
order by s.row_no
