-- What a reduction is computed from besides the ground: what is planted on a stratum, and figures that people enter with their source.
create table ccer.stratum_planting (
    stratum_id        bigint   not null constraint stratum_planting_pk primary key constraint stratum_planting_stratum_fk references ccer.stratum on delete cascade,
    planting_model_id text     not null,
    planted_year      smallint not null constraint stratum_planting_year check (planted_year between 2000 and 2200),
    curve             text     not null constraint stratum_planting_curve check (curve in ('model', 'county')),
    set_by            text     not null
);
comment on column ccer.stratum_planting.planted_year is 'trees stand from 31 December of this year on: at the end of it their age is 0';
comment on column ccer.stratum_planting.curve is 'model: the curve of the planting model; county: the county''s fitted curve of each of its species';
call platform.put_behind_the_door('ccer.stratum_planting', 'audited');

-- Figures are added, the newest of a kind and year holds. null is not entered: nothing stands in for it.
create table ccer.project_input (
    input_id   bigint      generated always as identity constraint project_input_pk primary key,
    project_id bigint      not null constraint project_input_project_fk references ccer.project on delete cascade,
    tranche_id bigint      constraint project_input_tranche_fk references ccer.reduction_tranche on delete cascade,
    input      text        not null constraint project_input_kind check (input in ('baseline', 'leakage', 'emission')),
    year       smallint    constraint project_input_year check (year between 2000 and 2200),
    value      numeric     not null,
    source     text        not null constraint project_input_source check (length(trim(source)) > 0),
    mark       text        not null,
    entered_by text        not null,
    entered_at timestamptz not null default clock_timestamp(),
    constraint project_input_not_negative check (input = 'baseline' or value >= 0)
);
comment on column ccer.project_input.year is 'calendar year; null: every year that has no row of its own';
comment on column ccer.project_input.tranche_id is 'of a tranche, the figure of its whole period; null: of the project by year';
comment on column ccer.project_input.value is 'tCO2e';
create index project_input_project on ccer.project_input (project_id, input_id desc);
call platform.put_behind_the_door('ccer.project_input', 'audited');
