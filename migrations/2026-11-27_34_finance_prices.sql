-- Dated prices of CCER and CEA with their source, and what a forecast takes from outside: dated data, never built in.
create table finance.price_series (
    series  text not null constraint price_series_pk primary key,
    name_zh text not null,
    name_en text not null,
    -- A day apart by more than this, or a price by more than this share, is flagged; nothing is filled in.
    gap_days integer not null constraint price_series_gap check (gap_days > 0),
    jump     numeric(6, 4) not null constraint price_series_jump check (jump > 0),
    source   text not null,
    mark     text not null
);
insert into finance.price_series (series, name_zh, name_en, gap_days, jump, source, mark) values
    ('CCER', '核证自愿减排量', 'CCER', 5, 0.10, '标记限值：挂牌协议涨跌幅 10%（事实表 §8.6），未核对', '?'), ('CEA', '全国碳排放配额', 'CEA', 5, 0.10, '标记限值：同上', '?');
call platform.put_behind_the_door('finance.price_series', 'audited');

create table finance.price_day (
    series      text           not null constraint price_day_series_fk references finance.price_series,
    dated       date           not null,
    price_fen   bigint         not null constraint price_day_price check (price_fen > 0),
    volume_t    bigint         not null constraint price_day_volume check (volume_t >= 0),
    source      text           not null constraint price_day_source check (trim(source) <> ''),
    is_demonstration boolean   not null default false,
    entered_by  text           not null default current_setting('forestcarbon.actor'),
    constraint price_day_pk primary key (series, dated)
);
call platform.put_behind_the_door('finance.price_day', 'audited');

create table finance.forecast_scenario (
    scenario          text          not null constraint forecast_scenario_pk primary key,
    name_zh           text          not null,
    name_en           text          not null,
    survival          numeric(6, 4) not null constraint forecast_scenario_survival check (survival > 0 and survival <= 1),
    lag_months        integer       not null constraint forecast_scenario_lag check (lag_months between 0 and 120),
    market_share      numeric(6, 4) not null constraint forecast_scenario_share check (market_share > 0 and market_share <= 1),
    discount_rate     numeric(6, 4) constraint forecast_scenario_rate check (discount_rate >= 0 and discount_rate < 1),
    source            text          not null,
    mark              text          not null
);
comment on column finance.forecast_scenario.survival is 'share of the expected tonnes that comes to be issued';
comment on column finance.forecast_scenario.market_share is 'share of a usual day''s volume that can be sold without moving the price';
comment on column finance.forecast_scenario.discount_rate is 'a year; null: no present value is computed';
insert into finance.forecast_scenario (scenario, name_zh, name_en, survival, lag_months, market_share, discount_rate, source, mark) values
    ('base', '基准情景', 'Base', 0.85, 18, 0.10, 0.06, '本系统假定，不是来源数据：由财政和林业局商定后更改', '?'),
    ('cautious', '谨慎情景', 'Cautious', 0.70, 30, 0.05, 0.08, '本系统假定，不是来源数据：由财政和林业局商定后更改', '?'),
    ('undisturbed', '全部成活情景', 'Nothing lost', 1, 12, 0.20, 0.06, '本系统假定，不是来源数据：由财政和林业局商定后更改', '?');
call platform.put_behind_the_door('finance.forecast_scenario', 'audited');

create table finance.forecast_run (
    forecast_id  bigint      generated always as identity constraint forecast_run_pk primary key,
    project_code text,
    scenario     text        not null constraint forecast_run_scenario_fk references finance.forecast_scenario,
    series       text        not null constraint forecast_run_series_fk references finance.price_series,
    made_on      date        not null,
    inputs       jsonb       not null,
    years        jsonb       not null,
    made_by      text        not null default current_setting('forestcarbon.actor'),
    made_at      timestamptz not null default clock_timestamp()
);
comment on table finance.forecast_run is 'kept as it was made, so that it can be laid beside what was issued and paid';
create index forecast_run_newest on finance.forecast_run (project_code, forecast_id desc);
call platform.put_behind_the_door('finance.forecast_run', 'audited');
