select n.issuance_id, n.project, n.vintage, n.batch, n.methodology_version, n.claim, n.serial_prefix, n.is_internal, lower(n.serials) as first_serial,
       upper(n.serials) - 1 as last_serial, upper(n.serials) - lower(n.serials) as tonnes, r.number as record_number, r.dated as record_dated,
       encode(r.document_sha256, 'hex') as document_sha256, n.taken_back_by, n.replaces,
       (select f.issuance_id from ledger.issuance f where f.replaces = n.issuance_id) as replaced_by
from ledger.issuance n join ledger.record r using (record_id)
where n.issuance_id = @issuance
