insert into ccer.parcel_statement (parcel_id, shrub_share, keeps_trees, additionality, source, file_sha256, stated_on, stated_by)
select g.parcel_id, g.shrub_share, g.keeps_trees, g.additionality, @source::text, @fileSha256::bytea, @statedOn::date, @by::text
from unnest(@parcels::bigint[], @shares::numeric[], @keeps::boolean[], @paths::text[]) as g (parcel_id, shrub_share, keeps_trees, additionality)
