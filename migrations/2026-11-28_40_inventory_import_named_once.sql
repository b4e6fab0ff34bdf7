-- That the import is there which opened or closed a version was asked of every row by a foreign key: of 50,000 accepted parcels 200,000 times, and
-- always of the same import. What these keys held is held by one question a statement, and by the import: one that is named is not deleted.
create function inventory.names_an_import() returns trigger language plpgsql as $$
declare
    missing bigint;
begin
    execute format('select w.%1$I from written w where w.%1$I is not null '
                   'and not exists (select from inventory.import i where i.import_id = w.%1$I) limit 1', tg_argv[0]) into missing;
    if missing is not null then
        raise exception 'import % is named and not there', missing
            using errcode = '23503', constraint = tg_argv[1], table = tg_table_name, schema = tg_table_schema;
    end if;
    return null;
end $$;

do $$
declare
    named record;
begin
    for named in
        select *
        from (values ('import_change', 'import_id', 'import_change_import_fk'), ('parcel', 'opened_by', 'parcel_import_fk'),
                     ('parcel_version', 'opened_by', 'parcel_version_import_fk'), ('parcel_version', 'closed_by', 'parcel_version_closed_by_fk')) as n (tab, col, fk)
    loop
        execute format('alter table inventory.%I drop constraint %I', named.tab, named.fk);
        execute format('create trigger %I after insert on inventory.%I referencing new table as written '
                       'for each statement execute function inventory.names_an_import(%L, %L)', named.col || '_there_on_insert', named.tab, named.col, named.fk);
        execute format('create trigger %I after update on inventory.%I referencing new table as written '
                       'for each statement execute function inventory.names_an_import(%L, %L)', named.col || '_there_on_update', named.tab, named.col, named.fk);
    end loop;
end $$;

create function inventory.named_import_stays() returns trigger language plpgsql as $$
begin
    if exists (select from inventory.parcel p where p.opened_by = old.import_id)
       or exists (select from inventory.parcel_version v where v.opened_by = old.import_id or v.closed_by = old.import_id) then
        raise exception 'parcels name import %', old.import_id
            using errcode = '23503', constraint = 'parcel_version_import_fk', table = tg_table_name, schema = tg_table_schema;
    end if;
    delete from inventory.import_change where import_id = old.import_id;
    return old;
end $$;
create trigger named_import_stays before delete on inventory.import for each row execute function inventory.named_import_stays();
