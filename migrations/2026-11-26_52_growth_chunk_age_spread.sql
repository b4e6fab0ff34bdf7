-- What missing ages leave open is summed where the parcels are computed, so that closing a run does not read its results once more.
alter table growth.chunk_total add column age_variance_kg2 numeric[];
comment on column growth.chunk_total.age_variance_kg2 is 'of the row of the county, by year: squared deviations of parcels whose age was inferred; null where none was';
