-- Pieces of a screening keep to the common partition of a run.
create or replace function ccer.open_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
begin
    if not exists (select from ccer.screening r where r.run_id = run and r.finished_at is null) then
        raise exception 'screening % is not open', run using errcode = 'FC003';
    end if;
    perform platform.open_run_partition('ccer.screening_piece', run, 'select, insert, update, delete');
end $$;

create or replace function ccer.close_screening_partition(run bigint) returns void
language plpgsql security definer set search_path = ccer, public, pg_temp as $$
declare
    partition text := platform.run_partition('ccer.screening_piece', run);
begin
    execute format('create index on %s using gist (geom) where geom is not null', partition);
    execute format('create index on %s (parcel_version_id)', partition);
    execute format('analyze %s', partition);
    perform platform.close_run_partition('ccer.screening_piece', run, 'parcel_id, piece');
end $$;

-- Partitions sealed before today turn to the common function, and the module's own goes.
do $$
declare
    old record;
begin
    for old in
        select t.tgrelid::regclass as partition, array_agg(t.tgname) as triggers
        from pg_trigger t
        where t.tgfoid = 'ccer.refuse_sealed'::regproc
        group by t.tgrelid
    loop
        execute (select string_agg(format('drop trigger %I on %s', d.name, old.partition), '; ') from unnest(old.triggers) as d (name));
        execute format('create trigger sealed before insert or update or delete or truncate on %s '
                       'for each statement execute function platform.refuse_sealed()', old.partition);
    end loop;
end $$;
drop function ccer.refuse_sealed();
drop trigger not_through_the_parent on ccer.screening_piece;
drop function ccer.refuse_parent();
call platform.keep_in_run_partitions('ccer.screening_piece');
