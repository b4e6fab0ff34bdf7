-- A plot that a curve was not fitted to is looked for by its number in the field; print and row of a file name it to nobody.
alter table growth.curve_plot_left_out add plot_no text;
comment on column growth.curve_plot_left_out.plot_no is 'what the plot is called in the field (样地号); null where its layer states none, and of sets fitted before it was kept';
