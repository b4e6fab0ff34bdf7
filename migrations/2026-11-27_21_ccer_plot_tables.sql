-- Plot values of a tranche as somebody sent them in a table: the file by its hash, and every row. The newest table of a tranche holds.
create table ccer.plot_table (
    plot_table_id bigint      generated always as identity constraint plot_table_pk primary key,
    project_id    bigint      not null constraint plot_table_project_fk references ccer.project on delete cascade,
    tranche_id    bigint      not null constraint plot_table_tranche_fk references ccer.reduction_tranche on delete cascade,
    name          text        not null constraint plot_table_name check (length(trim(name)) > 0),
    file_sha256   bytea       not null constraint plot_table_file_fk references platform.stored_file,
    sent_by       text        not null,
    sent_at       timestamptz not null default clock_timestamp()
);
create index plot_table_tranche on ccer.plot_table (tranche_id, plot_table_id desc);
call platform.put_behind_the_door('ccer.plot_table', 'audited');

create table ccer.plot_value (
    plot_table_id   bigint  not null constraint plot_value_table_fk references ccer.plot_table on delete cascade,
    row_number      integer not null,
    stratum         text    not null,
    pool            text    not null constraint plot_value_pool check (pool in ('trees', 'bamboo', 'shrubs')),
    area_ha         double precision not null constraint plot_value_area check (area_ha > 0),
    plot            text    not null,
    earlier         double precision not null constraint plot_value_earlier check (earlier >= 0),
    later           double precision not null constraint plot_value_later check (later >= 0),
    carbon_fraction double precision constraint plot_value_fraction check (carbon_fraction > 0 and carbon_fraction < 1),
    carbon_source   text,
    constraint plot_value_pk primary key (plot_table_id, row_number),
    constraint plot_value_plot_once unique (plot_table_id, stratum, plot)
);
comment on column ccer.plot_value.earlier is 'living biomass above and below ground at the start of the period, t d.m./ha';
comment on column ccer.plot_value.row_number is 'in the file, from 1 with the head';
call platform.put_behind_the_door('ccer.plot_value', 'guarded');

-- What the sheet of a tranche gave when it was adopted: the tonnes that its publicity states and no others.
create table ccer.tranche_result (
    result_id     bigint      generated always as identity constraint tranche_result_pk primary key,
    tranche_id    bigint      not null constraint tranche_result_tranche_fk references ccer.reduction_tranche on delete cascade,
    plot_table_id bigint      not null constraint tranche_result_table_fk references ccer.plot_table on delete cascade,
    issuable_t    bigint      not null constraint tranche_result_tonnes check (issuable_t >= 0),
    deficit_out_t double precision not null constraint tranche_result_deficit check (deficit_out_t >= 0),
    sheet_sha256  bytea       not null,
    adopted_by    text        not null,
    adopted_at    timestamptz not null default clock_timestamp()
);
comment on column ccer.tranche_result.sheet_sha256 is 'over every line of the sheet: key, value, source and mark';
create index tranche_result_tranche on ccer.tranche_result (tranche_id, result_id desc);
call platform.put_behind_the_door('ccer.tranche_result', 'audited');
