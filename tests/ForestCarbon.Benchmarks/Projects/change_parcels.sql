-- As an accepted import does: two parcels of each of these projects get a new version, of another species, on the same ground.
with chosen as (
    select distinct c.parcel_version_id from ccer.project_parcel c where c.plot <= 2
), old as (
    update inventory.parcel_version v
    set valid = daterange(lower(v.valid), '2026-11-01')
    from chosen
    where v.parcel_version_id = chosen.parcel_version_id and upper_inf(v.valid) and lower(v.valid) < '2026-11-01'
    returning v.*
), opened as (
    insert into inventory.parcel_version
    select n.*
    from old
    cross join lateral jsonb_populate_record(null::inventory.parcel_version, to_jsonb(old) || jsonb_build_object(
        'valid', '[2026-11-01,)', 'parcel_version_id', nextval('inventory.parcel_version_parcel_version_id_seq'), 'site_class', null)) as n
    returning parcel_version_id, parcel_id
), shaped as (
    insert into inventory.parcel_shape (parcel_version_id, geom, geom_3857)
    select o.parcel_version_id, s.geom, s.geom_3857
    from opened o
    join old on old.parcel_id = o.parcel_id
    join inventory.parcel_shape s on s.parcel_version_id = old.parcel_version_id
)
insert into inventory.data_generation (actor, reason)
values ('bench', 'bench')
