-- What a run found lies in a partition of its own: attached when the run opens, given its key and its seal when the run ends. One
-- mechanism for every module. Triggers per statement fire on the table that is named, so a write through the parent would pass by
-- the door and the seal of the partition: the parent refuses every write.
create function platform.refuse_parent() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are written into the partition of their run', tg_table_name using errcode = 'FC002';
end $$;

create function platform.refuse_sealed() returns trigger language plpgsql as $$
begin
    raise exception 'the results of a finished run are not changed' using errcode = 'FC002';
end $$;

create procedure platform.keep_in_run_partitions(parent regclass) language plpgsql as $$
begin
    execute format('create trigger not_through_the_parent before insert or update or delete or truncate on %s '
                   'for each statement execute function platform.refuse_parent()', parent);
end $$;

-- The name of a run's partition, as it stands in SQL.
create function platform.run_partition(parent regclass, run bigint) returns text language sql stable as $$
    select format('%I.%I', n.nspname, c.relname || '_' || run)
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.oid = parent
$$;

-- Only an owner may make a table, so these two are called by the security-definer functions of the modules, which first look
-- whether the run is open. Attached rather than made as a partition: that takes no lock that readers of other runs would wait for.
create function platform.open_run_partition(parent regclass, run bigint, rights text) returns void language plpgsql as $$
declare
    partition text := platform.run_partition(parent, run);
    own_name  text := (select c.relname || '_' || run from pg_class c where c.oid = parent);
begin
    execute format('create table %s (like %s including all)', partition, parent);
    execute format('alter table %s add constraint %I check (run_id = %s)', partition, own_name || '_run', run);
    execute format('alter table %s attach partition %s for values in (%s)', parent, partition, run);
    execute format('call platform.put_behind_the_door(%L, %L)', partition, 'guarded');
    execute format('grant %s on %s to forestcarbon_app', rights, partition);
end $$;

create function platform.close_run_partition(parent regclass, run bigint, key text) returns void language plpgsql as $$
declare
    partition text := platform.run_partition(parent, run);
    own_name  text := (select c.relname || '_' || run from pg_class c where c.oid = parent);
begin
    execute format('alter table %s add constraint %I primary key (%s)', partition, own_name || '_pk', key);
    execute format('create trigger sealed before insert or update or delete or truncate on %s '
                   'for each statement execute function platform.refuse_sealed()', partition);
end $$;
