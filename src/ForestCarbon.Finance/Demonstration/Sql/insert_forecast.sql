-- Tonnes, fen: invented, and marked so.
insert into finance.forecast_run (project_code, scenario, series, made_on, inputs, years)
values (null, 'base', 'CCER', @madeOn, jsonb_build_object('Codes', jsonb_build_array('JY-01', 'JY-03'), 'Demonstration', true, 'Note', @note::text),
        jsonb_build_array(jsonb_build_object('Year', extract(year from @madeOn::date)::int, 'IssuedT', 33500,
            'RevenueFen', jsonb_build_object('Low95', 201000000, 'Median', 239200000, 'High95', 282000000))))
