-- A table of plots is of plots measured twice, or of two inventories of different plots: then a row has a value of one end of the period only.
alter table ccer.plot_table
    add column design text not null default 're-measured' constraint plot_table_design check (design in ('re-measured', 'independent'));
alter table ccer.plot_table alter column design drop default;
alter table ccer.plot_value
    alter column earlier drop not null,
    alter column later drop not null,
    add constraint plot_value_measured check (earlier is not null or later is not null);
comment on column ccer.plot_value.earlier is 'living biomass above and below ground at the start of the period, t d.m./ha; null: the plot is of the other inventory';
