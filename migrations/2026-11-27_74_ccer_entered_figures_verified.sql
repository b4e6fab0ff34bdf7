-- A figure or a table of plots that one account entered stands in a submitted document once another account has compared it with its source, whatever mark it was given.
alter table ccer.project_input
    add column verified_by text,
    add column verified_at timestamptz,
    add constraint project_input_verified_whole check ((verified_by is null) = (verified_at is null)),
    add constraint project_input_verified_by_another check (verified_by is distinct from entered_by);
alter table ccer.plot_table
    add column verified_by text,
    add column verified_at timestamptz,
    add constraint plot_table_verified_whole check ((verified_by is null) = (verified_at is null)),
    add constraint plot_table_verified_by_another check (verified_by is distinct from sent_by);
comment on column ccer.plot_table.verified_by is 'who compared the rows with the field forms, and the carbon fractions with their sources';
