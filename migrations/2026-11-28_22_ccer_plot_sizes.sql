-- The size and the shape of a sample plot: plots of different size are no sample of one mean, and a verifier asks for both.
alter table ccer.plot_value
    add column plot_m2 double precision constraint plot_value_plot_size check (plot_m2 > 0),
    add column plot_shape text constraint plot_value_plot_shape check (length(trim(plot_shape)) > 0);
comment on column ccer.plot_value.plot_m2 is 'horizontal area of the plot, m2; null: the table does not say';
comment on column ccer.plot_value.plot_shape is 'in the words of the table; null: it does not say';
