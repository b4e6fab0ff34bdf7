insert into finance.payee_account_outcome (payee_account_id, outcome)
select a.payee_account_id, @outcome
from finance.payee_account a
join finance.payee p using (payee_id)
where a.payee_account_id = any (@ids) and (@townships::text[] is null or p.township_code = any (@townships))
