select n.issuance_id, n.taken_back_by
from ledger.issuance n
where n.taken_back_by is not null
order by n.issuance_id
