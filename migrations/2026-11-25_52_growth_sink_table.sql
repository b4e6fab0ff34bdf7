-- The county's yearly sink table (县域林业碳汇统计表). A draft is made from one run; two accounts other than its maker approve it,
-- then it is frozen: neither its lines nor its text change any more, whatever later runs say.
create table growth.sink_table (
    sink_table_id  integer     generated always as identity constraint sink_table_pk primary key,
    year           smallint    not null,
    run_id         bigint      not null constraint sink_table_run_fk references growth.run,
    previous_run   bigint      constraint sink_table_previous_run_fk references growth.run,
    previous_table integer     constraint sink_table_previous_fk references growth.sink_table,
    state          text        not null default 'draft' constraint sink_table_state check (state in ('draft', 'frozen', 'withdrawn')),
    method_note    text        not null,
    content_sha256 bytea       not null constraint sink_table_hash_length check (octet_length(content_sha256) = 32),
    age_deviation_kg bigint,
    made_by        text        not null,
    made_at        timestamptz not null default now(),
    frozen_at      timestamptz,
    withdrawn_by   text,
    constraint sink_table_frozen_has_time check ((state = 'frozen') = (frozen_at is not null))
);
comment on column growth.sink_table.age_deviation_kg is 'standard deviation of the county''s stock from inferred ages, kg CO2e';
create unique index sink_table_one_frozen on growth.sink_table (year) where state = 'frozen';
call platform.put_behind_the_door('growth.sink_table', 'audited');

-- One line per kind of land. Tonnes and volume are null where the land is 未计, never 0. The changes sum to stock less last year's.
create table growth.sink_line (
    sink_table_id    integer       not null constraint sink_line_table_fk references growth.sink_table on delete cascade,
    line             text          not null
                     constraint sink_line_kind check (line in ('tree_forest', 'other_trees', 'bamboo', 'special_shrub', 'not_accounted', 'treeless', 'failed')),
    parcels          integer       not null,
    area_m2          numeric(18, 4) not null,
    volume_m3        numeric(16, 1),
    stock_kg         bigint,
    previous_kg      bigint,
    growth_kg        bigint        not null default 0,
    new_forest_kg    bigint        not null default 0,
    harvest_kg       bigint        not null default 0,
    disturbance_kg   bigint        not null default 0,
    left_forest_kg   bigint        not null default 0,
    revision_kg      bigint        not null default 0,
    constraint sink_line_pk primary key (sink_table_id, line),
    constraint sink_line_adds_up check (previous_kg is null or coalesce(stock_kg, 0) - previous_kg
        = growth_kg + new_forest_kg + harvest_kg + disturbance_kg + left_forest_kg + revision_kg)
);
comment on column growth.sink_line.previous_kg is 'what this line''s parcels, then and now, held at the end of the year before; null where there is no year before';
call platform.put_behind_the_door('growth.sink_line', 'audited');

create table growth.sink_approval (
    sink_table_id  integer     not null constraint sink_approval_table_fk references growth.sink_table,
    position       smallint    not null constraint sink_approval_position check (position in (1, 2)),
    approved_by    text        not null,
    approved_at    timestamptz not null default now(),
    note           text,
    constraint sink_approval_pk primary key (sink_table_id, position),
    constraint sink_approval_two_accounts unique (sink_table_id, approved_by)
);
call platform.put_behind_the_door('growth.sink_approval', 'audited');

-- Who made a table does not approve it, whatever roles the account holds.
create function growth.refuse_own_approval() returns trigger language plpgsql as $$
begin
    if exists (select from growth.sink_table t where t.sink_table_id = new.sink_table_id and (t.made_by = new.approved_by or t.state <> 'draft')) then
        raise exception 'a sink table is approved while it is a draft, and not by its maker' using errcode = 'FC004';
    end if;
    return new;
end $$;
create trigger not_by_its_maker before insert on growth.sink_approval for each row execute function growth.refuse_own_approval();

create function growth.refuse_frozen() returns trigger language plpgsql as $$
declare
    sink_table integer := case when tg_op = 'DELETE' then old.sink_table_id else new.sink_table_id end;
begin
    if exists (select from growth.sink_table t where t.sink_table_id = sink_table and t.state = 'frozen') then
        raise exception 'a frozen sink table is not changed' using errcode = 'FC002';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger frozen before insert or update or delete on growth.sink_line for each row execute function growth.refuse_frozen();
create trigger frozen before update or delete on growth.sink_approval for each row execute function growth.refuse_frozen();
create function growth.refuse_frozen_table() returns trigger language plpgsql as $$
begin
    if old.state = 'frozen' then
        raise exception 'a frozen sink table is not changed' using errcode = 'FC002';
    end if;
    if tg_op = 'UPDATE' and new.state = 'frozen'
       and (select count(*) from growth.sink_approval a where a.sink_table_id = new.sink_table_id) <> 2 then
        raise exception 'two accounts approve a sink table before it is frozen' using errcode = 'FC004';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger frozen before update or delete on growth.sink_table for each row execute function growth.refuse_frozen_table();
