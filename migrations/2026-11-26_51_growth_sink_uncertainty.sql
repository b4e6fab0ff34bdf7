-- What a sink table's stock may be off by, component by component. What no source gives is a row without a figure: missing, and shown so.
create table growth.sink_uncertainty (
    sink_table_id integer not null constraint sink_uncertainty_table_fk references growth.sink_table on delete cascade,
    component     text    not null constraint sink_uncertainty_component check (component in ('age', 'curves', 'factors', 'volume')),
    deviation_kg  bigint  constraint sink_uncertainty_not_negative check (deviation_kg >= 0),
    note          text    not null,
    constraint sink_uncertainty_pk primary key (sink_table_id, component)
);
comment on column growth.sink_uncertainty.deviation_kg is 'standard deviation of the county''s stock from this component, kg CO2e; null: missing, never 0 for that';
comment on column growth.sink_table.age_deviation_kg is 'of tables drafted before growth.sink_uncertainty; later ones have the row age there';
call platform.put_behind_the_door('growth.sink_uncertainty', 'audited');
create trigger frozen before insert or update or delete on growth.sink_uncertainty for each row execute function growth.refuse_frozen();
