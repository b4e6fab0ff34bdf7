select column_name, data_type, numeric_precision, numeric_scale
from information_schema.columns
where table_schema = 'inventory' and table_name = @table
