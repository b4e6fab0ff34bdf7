select l.line, l.parcels, l.area_m2, l.volume_m3, l.stock_kg, l.previous_kg, l.growth_kg, l.new_forest_kg, l.harvest_kg, l.disturbance_kg,
       l.left_forest_kg, l.revision_kg
from growth.sink_line_v l
where l.sink_table_id = @sinkTableId;
