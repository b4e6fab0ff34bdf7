-- The published face of the harvest quota. Columns are only ever added at the end.
create or replace view inventory.harvest_quota_v as
select q.county_code, q.year, q.item, q.quota_m3, q.source, q.confidence
from inventory.harvest_quota q;
