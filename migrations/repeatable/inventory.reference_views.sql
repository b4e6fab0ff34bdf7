-- What other modules may read of the inventory beside the parcels. Columns are only ever added at the end.
create or replace view inventory.code_v as
select c.list, c.code, c.name_zh, c.name_en, c.means, c.source, c.confidence
from inventory.code c;

create or replace view inventory.data_generation_v as
select g.generation, g.at, g.actor, g.reason, g.takes_back,
       (select i.layer from inventory.import i where i.generation = g.takes_back) as takes_back_layer
from inventory.data_generation g;

create or replace view inventory.county_v as
select c.county_code, c.name_zh, c.name_en, c.is_demonstration, c.ellipsoidal_area_m2, c.geom, c.geom_3857
from inventory.county c;

create or replace view inventory.township_v as
select t.township_code, t.county_code, t.name_zh, t.name_en, t.kind, t.ellipsoidal_area_m2, t.geom, t.geom_3857
from inventory.township t;

create or replace view inventory.village_v as
select v.village_code, v.township_code, v.name_zh, v.name_en, v.ellipsoidal_area_m2, v.geom, v.geom_3857
from inventory.village v;

create or replace view inventory.parcel_shape_v as
select s.parcel_version_id, s.geom, s.geom_3857
from inventory.parcel_shape s;

create or replace view inventory.layer_feature_v as
select f.layer, f.feature_id, f.code, f.name, f.township_code, f.valid, f.ellipsoidal_area_m2, f.registered_area_ha,
       f.contract_area_mu, f.attributes, f.geom, f.geom_3857, f.opened_by, f.closed_by
from inventory.layer_feature f;

-- Imports with how they ended; what a file held stays inside the inventory.
create or replace view inventory.import_v as
select i.import_id, i.layer, i.file_name, i.state, i.as_of, i.feature_count, i.generation, i.staged_at, i.decided_at,
       -- its file was read again: the decision is over the later reading
       exists (select from inventory.import n where n.rereads = i.import_id and n.state in ('staged', 'accepted')) as is_replaced
from inventory.import i;

-- What a run leaves out that began with a generation: the imports accepted since.
create or replace function inventory.imports_after(generation bigint)
returns bigint[] language sql stable as $$
    select coalesce(array_agg(i.import_id), '{}') from inventory.import i where i.generation > $1
$$;
