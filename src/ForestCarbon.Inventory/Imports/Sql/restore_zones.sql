with village as (
    update inventory.village v
    set name_zh = b.name_zh, name_en = b.name_en, ellipsoidal_area_m2 = b.ellipsoidal_area_m2, geom = b.geom, geom_3857 = st_transform(b.geom, 3857)
    from inventory.zone_before b
    where b.import_id = @importId and b.layer = 'village' and b.name_zh is not null and v.village_code = b.code
    returning v.village_code
), township as (
    update inventory.township t
    set name_zh = b.name_zh, name_en = b.name_en, kind = b.kind, ellipsoidal_area_m2 = b.ellipsoidal_area_m2, geom = b.geom, geom_3857 = st_transform(b.geom, 3857)
    from inventory.zone_before b
    where b.import_id = @importId and b.layer = 'township' and b.name_zh is not null and t.township_code = b.code
    returning t.township_code
)
select (select count(*) from village) + (select count(*) from township)
