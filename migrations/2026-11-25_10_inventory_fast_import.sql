-- An import of 50,000 parcels spent two thirds of its acceptance in the two exclusion constraints: a GiST entry of btree_gist
-- costs sixty times a btree entry. What they held is held by a btree where it is contended (one open version of a parcel, one
-- open version of a code) and, for versions already closed, by one check per statement.
alter table inventory.parcel_version
    drop constraint parcel_version_one_at_a_time,
    drop constraint parcel_version_code_once;
create unique index parcel_version_open_once on inventory.parcel_version (parcel_id) where upper_inf(valid);
create unique index parcel_version_open_code_once on inventory.parcel_version (code) where upper_inf(valid);
create index parcel_version_by_parcel on inventory.parcel_version (parcel_id);

-- Taken before anything is written, so that two transactions never hold rows of one another while they wait.
create function inventory.parcel_versions_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('inventory.parcel_version', 0));
    return null;
end $$;
create trigger in_turn before insert or update on inventory.parcel_version
    for each statement execute function inventory.parcel_versions_in_turn();

create function inventory.one_version_at_a_time() returns trigger language plpgsql as $$
declare
    twice text;
begin
    select v.code into twice
    from written w
    join inventory.parcel_version v on v.parcel_id = w.parcel_id
    where v.parcel_version_id <> w.parcel_version_id and v.valid && w.valid
    limit 1;
    if twice is null then
        select v.code into twice
        from written w
        join inventory.parcel_version v on v.code = w.code
        where v.parcel_version_id <> w.parcel_version_id and v.valid && w.valid
        limit 1;
    end if;
    if twice is not null then
        raise exception 'two versions of parcel % hold on one day', twice
            using errcode = '23P01', constraint = 'parcel_version_one_at_a_time', table = 'parcel_version', schema = 'inventory';
    end if;
    return null;
end $$;
create trigger one_at_a_time_on_insert after insert on inventory.parcel_version
    referencing new table as written for each statement execute function inventory.one_version_at_a_time();
create trigger one_at_a_time_on_update after update on inventory.parcel_version
    referencing new table as written for each statement execute function inventory.one_version_at_a_time();

-- A row with its shape is some 5 kB: compressing it or carrying it out of line costs more than it saves.
alter table inventory.import_feature set (toast_tuple_target = 8160);
alter table inventory.parcel_shape set (toast_tuple_target = 8160);
