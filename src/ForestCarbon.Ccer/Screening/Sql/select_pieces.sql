insert into ccer.selection_piece (selection_id, parcel_id, piece, parcel_version_id, township_code)
select @id::bigint, p.parcel_id, p.piece, p.parcel_version_id, p.township_code
from ccer.screening_piece p
where p.run_id = @RunId
  and p.verdict <= @worst
  and (@parcels::bigint[] is null or p.parcel_id = any(@parcels))
  and (@townships::text[] is null or p.township_code = any(@townships))
