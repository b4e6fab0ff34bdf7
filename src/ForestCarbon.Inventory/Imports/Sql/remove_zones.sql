-- Zones that the import brought go, and the county that it drew from them unless something else stands in it.
with village as (
    delete from inventory.village v
    using inventory.zone_before b
    where b.import_id = @importId and b.layer = 'village' and b.name_zh is null and v.village_code = b.code
    returning v.village_code
), township as (
    delete from inventory.township t
    using inventory.zone_before b
    where b.import_id = @importId and b.layer = 'township' and b.name_zh is null and t.township_code = b.code
    returning t.township_code
)
select (select count(*) from village) + (select count(*) from township)
