select p.run_id, count(*) as pieces, count(distinct p.parcel_id) as parcels
from ccer.screening_piece p
where p.run_id = any(@runs)
  and p.township_code = any(@townships)
group by p.run_id
