insert into ccer.plot_value (plot_table_id, row_number, stratum, pool, area_ha, plot, earlier, later, carbon_fraction, carbon_source, plot_m2, plot_shape)
select @id, g.*
from unnest(@rows::int[], @strata::text[], @pools::text[], @areas::float8[], @plots::text[], @earlier::float8[], @later::float8[], @fractions::float8[], @sources::text[], @sizes::float8[], @shapes::text[]) as g
