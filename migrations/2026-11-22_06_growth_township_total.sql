-- Totals of a run by township and dimension: what a person who sees some townships only is shown, and what the county's totals
-- are the sums of.
create table growth.township_total (
    run_id          bigint    not null constraint township_total_run_fk references growth.run on delete cascade,
    township_code   text      not null,
    dimension       text      not null,
    key             text      not null,
    parcels         integer[] not null,
    area_m2         numeric[] not null,
    flagged_parcels integer[] not null,
    stock_kg        bigint[]  not null,
    constraint township_total_pk primary key (run_id, dimension, key, township_code)
);
comment on column growth.township_total.parcels is 'accounted, treeless, not accounted, failed';
comment on column growth.township_total.flagged_parcels is 'limited, not calibrated, group curve, age inferred';
comment on column growth.township_total.stock_kg is 'kg CO2e at 31 December of each year of the run';
call platform.put_behind_the_door('growth.township_total', 'guarded');

alter table growth.chunk_total add column township_code text not null;

-- A change that names the parent passes the triggers of its partitions by, unless they are for each row.
call platform.put_behind_the_door('growth.parcel_result', 'guarded');

create or replace function growth.close_result_partition(run bigint) returns void
language plpgsql security definer set search_path = growth, pg_temp as $$
declare
    partition text := format('parcel_result_%s', run);
begin
    execute format('alter table growth.%I add constraint %I primary key (parcel_id)', partition, partition || '_pk');
    execute format('create trigger sealed before insert or update or delete on growth.%I '
                   'for each row execute function growth.refuse_sealed()', partition);
    execute format('create trigger sealed_whole before truncate on growth.%I '
                   'for each statement execute function growth.refuse_sealed()', partition);
end $$;
