-- Which plots a set of curves was not fitted to, and why: a count alone lets nobody put a plot right. A volume below zero is no missing value.
create table growth.curve_plot_left_out (
    curve_set_id integer not null constraint curve_plot_left_out_set_fk references growth.curve_set,
    position     integer not null,
    code         text    not null,
    reason_zh    text    not null,
    reason_en    text    not null,
    constraint curve_plot_left_out_pk primary key (curve_set_id, position)
);
comment on table growth.curve_plot_left_out is 'plots of tree forest without disturbance that a set of curves was not fitted to, in the order of their codes';
call platform.put_behind_the_door('growth.curve_plot_left_out', 'audited');
