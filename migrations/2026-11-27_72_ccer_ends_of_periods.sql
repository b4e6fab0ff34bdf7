-- The database tells by itself when a statutory period ends, so that no last day before it is taken from anybody. Which parameters of the Measures say how
-- long a kind lasts and whether its first day counts stands in gis-data/dictionaries/period-kinds.csv; a test holds both equal.
alter table ccer.period_kind
    add column length_key       text generated always as (replace(period_kind, '-', '_') || '_days') stored,
    add column counts_first_key text generated always as (replace(period_kind, '-', '_') || '_counts_first_day') stored;
comment on column ccer.period_kind.length_key is 'parameter of the Measures: working days it lasts';
comment on column ccer.period_kind.counts_first_key is 'parameter of the Measures: 1 where the first day counts, 0 where it does not';
