insert into ccer.plot_value (plot_table_id, row_number, stratum, pool, area_ha, plot, earlier, later, carbon_fraction, carbon_source)
select @id, g.*
from unnest(@rows::int[], @strata::text[], @pools::text[], @areas::float8[], @plots::text[], @earlier::float8[], @later::float8[], @fractions::float8[], @sources::text[]) as g
