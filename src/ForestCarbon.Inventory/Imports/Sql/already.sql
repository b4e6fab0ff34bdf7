select import_id
from inventory.import
where file_sha256 = @sha256
  and layer = @layer
  and as_of = @asOf
  and state = 'accepted'
  and (@sourceLayer::text is null or source_layer = @sourceLayer)
order by import_id
limit 1
