-- New parcels on the ground of stored ones of the same land class that say nothing of volume where a volume is stored: a part of a split parcel, a
-- parcel made of several. A new parcel has what its row says and no more, so what was known would be gone without a word.
with gone as (
    delete from inventory.import_finding n where n.import_id = @importId and n.kind = 'volume-left-out'
), left_out as (
    select f.row_no, f.code, string_agg(v.code, '、' order by v.code) as parents, sum(f.ellipsoidal_area_m2 / 10000 * v.volume_m3_per_ha * (o.common / o.row_area)) as m3,
           st_pointonsurface(f.geom) as place
    from inventory.import_change c
    join inventory.import_feature f using (import_id, row_no)
    join inventory.import_overlap o using (import_id, row_no)
    join inventory.parcel_version v using (parcel_version_id)
    where c.import_id = @importId
      and c.change = 'added'
      and c.relation is not null
      -- a neighbour that only touches, or a sliver of it, is no parent
      and o.common > 0.01 * least(o.row_area, o.stored_area)
      and f.mapped ->> 'volume_m3_per_ha' is null
      and f.mapped ->> 'total_volume_m3' is null
      and f.mapped ->> 'land_class' = v.land_class
      and v.volume_m3_per_ha > 0
    group by f.row_no, f.code, f.geom
)
insert into inventory.import_finding (import_id, finding, row_no, kind, severity, blocks, subject, message, message_en, size, size_unit, geom)
select @importId, row_number() over (order by l.row_no) + coalesce((select max(f.finding) from inventory.import_finding f where f.import_id = @importId), 0),
       l.row_no, 'volume-left-out', 'warning', false, l.code,
       l.code || '（第 ' || l.row_no || ' 行）在小班 ' || l.parents || ' 的范围内，文件没有它的蓄积：库中这里有约 ' || round(l.m3::numeric, 1) || ' m³，新小班将没有蓄积。请补上每公顷蓄积。',
       l.code || ' (row ' || l.row_no || ') lies on the ground of ' || replace(l.parents, '、', ', ') || ' and the file gives it no volume: about ' || round(l.m3::numeric, 1)
           || ' m³ are stored here, and the new parcel would have none. Give its volume per hectare.',
       round(l.m3::numeric, 1), 'm3', l.place
from left_out l
