insert into finance.agreement_lot (agreement_id, lot_code, township_code, village_code, village_name, payee_id, weight, held_for)
select @agreementId, l.code, l.township, l.village, l.name, l.payee, l.weight, l.held
from unnest(@codes::text[], @townships::text[], @villages::text[], @names::text[], @payees::bigint[], @weights::numeric[], @held::text[])
    as l (code, township, village, name, payee, weight, held)
