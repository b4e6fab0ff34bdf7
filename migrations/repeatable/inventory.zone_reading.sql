-- Townships and villages in one shape, for the import that stores both alike.
create or replace view inventory.zone_stored as
select 'township' as layer, t.township_code as code, t.name_zh, t.name_en, t.kind, t.ellipsoidal_area_m2, t.geom
from inventory.township t
union all
select 'village', v.village_code, v.name_zh, v.name_en, null, v.ellipsoidal_area_m2, v.geom
from inventory.village v;

-- Rows of a file as zones: what the file says replaces, what it has no field for stays. A township new to the county is of the kind its name
-- says: 民族乡 and 瑶族乡 are ethnic townships, 管理区, 农场 and 林场 state farms, all others towns.
create or replace view inventory.zone_given as
select f.import_id, f.row_no, i.layer, f.code, coalesce(f.mapped ->> 'name', z.name_zh, f.code) as name_zh,
       coalesce(f.mapped -> 'attributes' ->> 'NAME_EN', f.mapped -> 'attributes' ->> '英文名', z.name_en, f.mapped ->> 'name', f.code) as name_en,
       case
           when i.layer = 'village' then null
           when z.kind is not null then z.kind
           when f.mapped ->> 'name' like '%族乡' then 'ethnic_township'
           when f.mapped ->> 'name' ~ '(管理区|农场|林场)$' then 'state_farm'
           else 'town'
       end as kind,
       f.ellipsoidal_area_m2, st_multi(f.geom) as geom,
       z.code is not null as is_stored, z.ellipsoidal_area_m2 as stored_area_m2,
       z.geom is not null and (st_asbinary(z.geom) = st_asbinary(st_multi(f.geom)) or st_asbinary(st_normalize(z.geom)) = st_asbinary(st_normalize(st_multi(f.geom)))) as is_same_shape,
       z.name_zh as stored_name_zh, z.name_en as stored_name_en
from inventory.import_feature f
join inventory.import i using (import_id)
left join inventory.zone_stored z on z.layer = i.layer and z.code = f.code
where i.layer in ('township', 'village');
