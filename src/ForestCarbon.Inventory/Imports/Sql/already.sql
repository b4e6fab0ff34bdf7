-- Accepted and not taken back: the same bytes read the same way, and the same kinds of change stored. Nobody chose: the usual ones.
select import_id
from inventory.import
where file_sha256 = @sha256
  and layer = @layer
  and as_of = @asOf
  and state = 'accepted'
  -- nobody chose a layer: the file has one, whatever it is called
  and (not @isChosen or source_layer = @sourceLayer)
  and crs = @crs
  and encoding = @encoding
  and mapping = @mapping::jsonb
  and is_complete = @isComplete
  -- what a person left out one by one may come now
  and left_rows is null
  and kept_stored is null
  and datum_shift is not distinct from @datumShift::jsonb
  and coalesce(accepted_part, @usual) <@ coalesce(@parts::text[], @usual)
  and coalesce(accepted_part, @usual) @> coalesce(@parts::text[], @usual)
order by import_id
limit 1
