-- Invented, by the parcel's own number: two owners of three have declared how they clear, a few clear too much.
insert into ccer.parcel_statement (parcel_id, shrub_share, keeps_trees, source, stated_on, stated_by, is_demonstration)
select v.parcel_id, case when h.draw < 8 then 0.3 else round((5 + h.draw % 15) / 100.0, 2) end, h.draw >= 3, '演示数据（虚构）', date '2025-12-31', @by, true
from inventory.parcel_version_v v
cross join lateral (select abs(hashint8(v.parcel_id)) % 100 as draw) h
where upper_inf(v.valid)
  and (v.land_class not in ('0111', '0113', '0131') or v.planted_on is not null)
  and h.draw < 67
order by v.parcel_id
