-- A project that is not registered may never be, and nothing of it is issued before it is: how likely a stage comes to registration and how long that takes are part of a
-- scenario. A stage without a row is not in the scenario at all.
create table finance.forecast_stage (
    scenario    text          not null constraint forecast_stage_scenario_fk references finance.forecast_scenario,
    state       text          not null,
    probability numeric(6, 4) not null constraint forecast_stage_probability check (probability > 0 and probability <= 1),
    lag_months  integer       not null constraint forecast_stage_lag check (lag_months between 0 and 240),
    source      text          not null constraint forecast_stage_source check (trim(source) <> ''),
    mark        text          not null,
    constraint forecast_stage_pk primary key (scenario, state)
);
comment on column finance.forecast_stage.state is 'a state of a project (ccer.life_state)';
comment on column finance.forecast_stage.probability is 'share of the projects of this stage that come to be registered';
comment on column finance.forecast_stage.lag_months is 'from today to the registration of the project';
insert into finance.forecast_stage (scenario, state, probability, lag_months, source, mark)
select s.scenario, g.state, case s.scenario when 'undisturbed' then 1 when 'cautious' then g.cautious else g.base end, case s.scenario when 'cautious' then g.cautious_months else g.months end,
       '本系统假定，不是来源数据：由财政和林业局商定后更改', '?'
from finance.forecast_scenario s
cross join (values
    ('design', 0.50, 18, 0.35, 26), ('publicity', 0.65, 12, 0.50, 18), ('publicity-ended', 0.70, 11, 0.55, 16), ('validating', 0.75, 9, 0.60, 14), ('validation-failed', 0.50, 12, 0.30, 18),
    ('validated', 0.85, 5, 0.75, 8), ('applied', 0.90, 3, 0.80, 6), ('supplementing', 0.85, 4, 0.70, 8), ('registered', 1, 0, 1, 0)
) as g (state, base, months, cautious, cautious_months);
-- Only where nothing is lost do ideas come to something, too.
insert into finance.forecast_stage (scenario, state, probability, lag_months, source, mark) values ('undisturbed', 'reserve', 1, 30, '本系统假定，不是来源数据：由财政和林业局商定后更改', '?');
call platform.put_behind_the_door('finance.forecast_stage', 'audited');
