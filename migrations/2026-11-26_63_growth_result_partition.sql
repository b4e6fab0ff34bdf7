-- Results of a run keep to the common partition of a run. A write that named the parent passed by the door and the seal of the
-- run's own partition as long as the run was open.
create or replace function growth.open_result_partition(run bigint) returns void
language plpgsql security definer set search_path = growth, public, pg_temp as $$
begin
    if not exists (select from growth.run r where r.run_id = run and r.finished_at is null) then
        raise exception 'run % is not open', run using errcode = 'FC003';
    end if;
    perform platform.open_run_partition('growth.parcel_result', run, 'select, insert, delete');
end $$;

create or replace function growth.close_result_partition(run bigint) returns void
language plpgsql security definer set search_path = growth, public, pg_temp as $$
begin
    perform platform.close_run_partition('growth.parcel_result', run, 'parcel_id');
end $$;

-- Partitions sealed before today turn to the common function, and the module's own goes.
do $$
declare
    old record;
begin
    for old in
        select t.tgrelid::regclass as partition, array_agg(t.tgname) as triggers
        from pg_trigger t
        where t.tgfoid = 'growth.refuse_sealed'::regproc
        group by t.tgrelid
    loop
        execute (select string_agg(format('drop trigger %I on %s', d.name, old.partition), '; ') from unnest(old.triggers) as d (name));
        execute format('create trigger sealed before insert or update or delete or truncate on %s '
                       'for each statement execute function platform.refuse_sealed()', old.partition);
    end loop;
end $$;
drop function growth.refuse_sealed();
call platform.keep_in_run_partitions('growth.parcel_result');
