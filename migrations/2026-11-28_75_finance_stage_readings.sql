-- What a scenario says of one stage is read anew from a source: the newest reading holds, what stood before stays readable. Two accounts that read the same verify it, as with parameters.
create table finance.forecast_stage_reading (
    reading_id  bigint        generated always as identity constraint forecast_stage_reading_pk primary key,
    scenario    text          not null constraint forecast_stage_reading_scenario_fk references finance.forecast_scenario,
    state       text          not null,
    probability numeric(6, 4) not null constraint forecast_stage_reading_probability check (probability > 0 and probability <= 1),
    lag_months  integer       not null constraint forecast_stage_reading_lag check (lag_months between 0 and 240),
    source      text          not null constraint forecast_stage_reading_source check (trim(source) <> ''),
    read_by     text          not null default current_setting('forestcarbon.actor'),
    read_at     timestamptz   not null default clock_timestamp()
);
comment on column finance.forecast_stage_reading.state is 'a state of a project (ccer.life_state)';
create index forecast_stage_reading_newest on finance.forecast_stage_reading (scenario, state, reading_id desc);
call platform.put_behind_the_door('finance.forecast_stage_reading', 'audited');
