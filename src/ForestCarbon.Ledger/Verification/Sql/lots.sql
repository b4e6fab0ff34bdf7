select l.issuance_id, lower(l.serials), upper(l.serials), l.account_id, l.reserved_entry is not null as is_reserved
from ledger.lot l
order by l.issuance_id, l.serials
